"""The demo's addresses. The workbench's own, which let anyone reset or list state, are not among them."""

from django.contrib import admin
from django.contrib.staticfiles.views import serve
from django.urls import include, path, re_path, register_converter

from demo import handlers, pages

register_converter(handlers.UsageKeyConverter, "usage_key")

urlpatterns = [
    path("", pages.home),
    path("person/", pages.switch_person, name="person"),
    path("courses/<slug:slug>/", pages.course_page, name="course"),
    path("courses/<str:course_key>/jump_to_id/<str:block_id>", pages.jump_to),
    path("courses/<slug:slug>/unit/", pages.unit_page, name="unit"),
    path("courses/<slug:slug>/author/", pages.author_page, name="author"),
    path("courses/<slug:slug>/author/edit/", pages.studio_page, name="studio"),
    path("courses/<slug:slug>/author/delete/", pages.studio_delete, name="studio_delete"),
    path("courses/<slug:slug>/<str:block_type>/<str:block_id>/", pages.section_page, name="section"),
    path("courses/<slug:slug>/<str:block_type>/<str:block_id>/work/", pages.work, name="work"),
    path("units/both/", pages.both_units, name="both"),
    path("handler/<usage_key:usage_key>/<str:name>/", handlers.handler, name="handler"),
    path("handler/<usage_key:usage_key>/<str:name>/<path:suffix>", handlers.handler, name="handler"),
    path("studio/handler/<usage_key:usage_key>/<str:name>/", handlers.studio_handler, name="studio_handler"),
    path(
        "studio/handler/<usage_key:usage_key>/<str:name>/<path:suffix>", handlers.studio_handler, name="studio_handler"
    ),
    path("resource/<str:block_type>/<path:resource>", handlers.package_resource, name="package_resource"),
    path("pd_personalize/", include("pd_personalize_xblock.web.urls", namespace="pd_personalize")),
    path("admin/", admin.site.urls),
    # "insecure" only says that Django, not a web server, hands out the static files.
    re_path(r"^static/(?P<path>.*)$", serve, {"insecure": True}),
]
