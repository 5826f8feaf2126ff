"""Micro-credentials: what may be claimed, what is signed, who may see it; checked by another library's eyes."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.utils import timezone, translation
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from demo.people import BY_USERNAME, user_of
from demo.runtime import DemoRuntime
from pd_personalize_xblock.domain.definition import Mastery, MasteryBy
from pd_personalize_xblock.formats import jose
from pd_personalize_xblock.records import forgetting, issuing_keys, models, rebuilding, turns

from ..builders import a_section, an_outside_section
from .browser import BLOCK, Browser, best_answers, document_of, two_competencies
from .test_people import looked_over as looked_over

ROOT = "https://lms.example.org"
HTML = {"HTTP_ACCEPT": "text/html,application/xhtml+xml"}
NOTE = "a private note about my class"
COACHS_NOTE = "needs a nudge"


@pytest.fixture(autouse=True)
def _root(settings):
    settings.LMS_ROOT_URL = ROOT
    settings.PLATFORM_NAME = "Example Academy"
    settings.ALLOWED_HOSTS = ["*"]


@pytest.fixture
def course(course):
    """Goals 1 is signed off by a coach, feedback 1 is an outside visit that a note masters."""
    sections = (
        a_section("goals-1", "goals", 1, minutes=50, mastery=Mastery(MasteryBy.SIGN_OFF)),
        *(a_section(f"goals-{level}", "goals", level) for level in (2, 3)),
        an_outside_section("visit", "feedback", 1, elective=False),
        *(a_section(f"feedback-{level}", "feedback", level) for level in (2, 3)),
    )
    definition = two_competencies(sections=sections)
    DemoRuntime().create_block(BLOCK, document_of(definition))
    return definition


@pytest.fixture
def user():
    """One of the demo's people, so that the test client can be signed in as them."""
    return user_of(BY_USERNAME["amina"])


@pytest.fixture
def coach():
    coach = User.objects.create(username="coach", first_name="Rosa", last_name="Diaz", is_staff=True)
    return Browser(coach.pk)


def sign(coach, user, *, about="goals-1", level=None, given=True):
    return coach.post("sign_off", username=user.username, about=about, level=level, given=given, note=COACHS_NOTE)


def part_of(reply):
    return next(part for part in reply.body["parts"] if part["name"] == "credentials")


def issue(teacher, competency="goals", level=1):
    return teacher.post("together/credential-issue", competency=competency, level=level)


@pytest.fixture
def issued(teacher, user, coach, course):
    """A credential for goals 1, whose work a coach signed off."""
    teacher.sit_through()
    teacher.post("note", section_id="visit", text=NOTE)
    sign(coach, user)
    reply = issue(teacher)
    assert reply.status == 200, reply.body
    return models.Credential.objects.get()


@pytest.fixture
def told(monkeypatch):
    """What is tracked, as (name, data)."""
    told = []
    monkeypatch.setattr(
        "pd_personalize_xblock.platform.events.track", lambda name, data, **_: told.append((name, dict(data)))
    )
    return told


def path_of(row, ending=""):
    return f"/pd_personalize/credentials/{row.uid}{ending}"


def verified(client, token):
    """What an independent library reads from a token with the published keys alone."""
    keys = KeySet.import_key_set(client.get("/pd_personalize/credentials/keys").json())
    return jwt.decode(token, keys, algorithms=["RS256"]).claims


def test_a_credential_is_verified_from_the_published_keys_alone(client, issued):
    token = client.get(path_of(issued, ".jwt")).content.decode()

    claims = verified(client, token)

    document = client.get(path_of(issued)).json()
    assert {name: claims[name] for name in document} == document
    assert claims["iss"] == document["issuer"]["id"] == f"{ROOT}/pd_personalize/credentials/issuer"
    assert claims["jti"] == document["id"] == ROOT + path_of(issued)
    assert claims["sub"] == document["credentialSubject"]["id"]
    assert document["validFrom"] == issued.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert claims["nbf"] == int(issued.issued_at.timestamp())


def test_a_tokens_header_leads_to_its_key_and_holds_nothing_else(client, issued):
    head = issued.signed.split(".")[0]
    header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))

    assert set(header) == {"alg", "kid", "typ"}
    assert (header["alg"], header["typ"]) == ("RS256", "JWT")
    key = client.get(header["kid"].removeprefix(ROOT)).json()
    assert key["kid"] == header["kid"]
    assert set(key) == {"kty", "n", "e", "alg", "use", "kid"}


def test_a_credential_has_what_open_badges_3_asks_for(issued):
    document = issued.document
    subject, achievement = document["credentialSubject"], document["credentialSubject"]["achievement"]

    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["@context"][1].startswith("https://purl.imsglobal.org/spec/ob/v3p0/context")
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert {"id", "type", "name"} <= set(document["issuer"])
    assert document["issuer"]["type"] == ["Profile"]
    assert subject["type"] == ["AchievementSubject"]
    assert {"id", "type", "criteria", "description", "name"} <= set(achievement)
    assert achievement["criteria"]["narrative"]
    assert (document["credentialStatus"]["type"], "proof" in document) == ("1EdTechRevocationList", False)
    assert all({"type", "narrative"} <= set(each) for each in document["evidence"])


def test_a_credential_says_what_was_shown_and_tells_no_secret_of_the_teachers_or_coachs(issued, user):
    told = json.dumps(issued.document, ensure_ascii=False) + issued.signed

    assert issued.document["name"] == "About goals: Developing"
    assert "What level 1 does" in told
    assert "Signed off by a coach" in told
    for secret in (NOTE, COACHS_NOTE, "Rosa", user.username, user.email):
        assert secret not in told


@pytest.mark.parametrize("where", [0, 1, 2])
def test_a_credential_that_was_tampered_with_is_refused(client, issued, where):
    parts = issued.signed.split(".")
    if where == 1:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        payload["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
        parts[1] = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    else:
        other = jose.sign({**issued.document, "x": 1}, jose.new_key(), kid=_header(issued)["kid"]).split(".")
        parts[where], parts[1] = other[where], other[1]

    with pytest.raises(BadSignatureError):
        verified(client, ".".join(parts))


def _header(row):
    head = row.signed.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))


@pytest.mark.parametrize(
    ("competency", "level", "status"),
    [
        ("goals", 1, 403),
        ("feedback", 1, 403),
        ("goals", 3, 403),
        ("goals", 9, 404),
        ("goals", 0, 404),
        ("none", 1, 404),
    ],
)
def test_the_best_answers_about_oneself_are_no_credential(teacher, course, competency, level, status):
    teacher.sit_through(best_answers(course))
    teacher.post("choose", kind="start", competency="goals", level=3)

    reply = issue(teacher, competency, level)

    assert reply.status == status
    assert not models.Credential.objects.exists()
    assert not models.IssuingKey.objects.exists()


def test_a_note_of_ones_own_is_no_credential_and_the_screen_says_so(teacher, course):
    teacher.sit_through()
    teacher.post("note", section_id="visit", text=NOTE)

    part = part_of(teacher.post("together/show"))

    assert issue(teacher, "feedback", 1).status == 403
    assert part["ready"] == []
    assert {row["title"]: row["by_note"] for row in part["lacking"]}["About feedback: Developing"] == ["Work visit"]


def test_a_coachs_word_for_a_level_is_enough_for_that_level_alone(teacher, user, coach):
    teacher.sit_through()
    sign(coach, user, about="feedback", level=2)

    assert issue(teacher, "feedback", 1).status == 403
    assert issue(teacher, "feedback", 2).status == 200


def test_the_screen_shows_the_name_before_it_is_signed(teacher, user, coach):
    teacher.sit_through()
    sign(coach, user)

    reply = teacher.post("together/show")

    assert part_of(reply)["own_name"] == "Amina"
    assert "Amina" in reply.body["html"]
    assert "Issue this credential" in reply.body["html"]
    assert not models.Credential.objects.exists()


def test_issuing_twice_is_issuing_once(teacher, issued):
    assert issue(teacher).status == 200

    assert models.Credential.objects.get() == issued


def test_the_public_page_needs_no_sign_in_and_is_found_by_nobody_else(client, issued):
    page = client.get(path_of(issued), **HTML)
    text = page.content.decode()

    assert page.status_code == 200
    assert "About goals: Developing" in text
    assert "Example Academy" in text
    assert "In force" in text
    for secret in (NOTE, COACHS_NOTE, "Rosa"):
        assert secret not in text
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page["Content-Security-Policy"]


def test_the_issuer_has_a_profile(client, issued):
    profile = client.get(issued.document["issuer"]["id"].removeprefix(ROOT)).json()

    assert {name: profile[name] for name in issued.document["issuer"]} == issued.document["issuer"]
    assert profile["name"] == "Example Academy"


def test_what_an_author_wrote_in_several_lines_stays_one_point_of_the_public_page(client, teacher, user, coach, course):
    first, *others = course.items
    text = "Plans lessons\n- and shares\nthem "
    options = tuple(replace(option, text=text + str(option.level)) for option in first.options)
    more = replace(course, items=(replace(first, options=options), *others))
    DemoRuntime().create_block(BLOCK, document_of(more))
    teacher.sit_through()
    sign(coach, user)
    issue(teacher)
    row = models.Credential.objects.get()

    page = client.get(path_of(row), **HTML).content.decode()

    assert "<li><bdi>Plans lessons - and shares them 1</bdi></li>" in page


def test_what_is_withdrawn_is_gone_at_once_and_on_the_revocation_list(client, teacher, issued):
    before = client.get(path_of(issued, "/status")).json()
    reply = teacher.post("together/credential-withdraw", uid=str(issued.uid))

    after = client.get(path_of(issued, "/status")).json()
    assert reply.status == 200
    assert [row["title"] for row in part_of(reply)["gone"]] == ["About goals: Developing"]
    assert before["revokedCredentials"] == []
    assert after["revokedCredentials"] == [{"id": issued.document["id"], "revoked": True}]
    assert after["issuer"] == issued.document["issuer"]["id"]
    assert after["id"] == issued.document["credentialStatus"]["id"]
    for ending in ("", ".json", ".jwt", "/packet"):
        gone = client.get(path_of(issued, ending), **HTML)
        assert gone.status_code == 410
        assert "Amina" not in gone.content.decode()
        assert "goals" not in gone.content.decode()


def test_what_was_withdrawn_can_be_issued_anew_under_another_address(client, teacher, issued):
    teacher.post("together/credential-withdraw", uid=str(issued.uid))

    assert issue(teacher).status == 200

    anew = models.Credential.objects.get()
    assert anew.uid != issued.uid
    assert client.get(path_of(anew)).status_code == 200
    assert client.get(path_of(issued)).status_code == 404
    assert client.get(path_of(issued, "/status")).json()["revokedCredentials"]


def test_a_sign_off_that_is_taken_back_takes_its_credential_with_it(client, user, coach, issued):
    sign(coach, user, given=False)

    assert client.get(path_of(issued)).status_code == 410


def test_a_word_that_cannot_take_its_credential_with_it_stays(client, user, coach, issued, monkeypatch):
    def fails(*args, **how):
        raise OperationalError(1205, "Lock wait timeout exceeded")

    with monkeypatch.context() as patched:
        patched.setattr(models.Credential.objects, "filter", fails)
        with pytest.raises(OperationalError):
            sign(coach, user, given=False)

    assert list(models.SignOff.objects.values_list("given", flat=True)) == [True]
    assert client.get(path_of(issued)).status_code == 200
    sign(coach, user, given=False)
    assert client.get(path_of(issued)).status_code == 410


def test_a_word_is_taken_back_in_the_teachers_turn(user, coach, issued, monkeypatch):
    """Whoever forgets a teacher takes the pathway first, too: the other way round, each could wait for the other."""
    seen = []
    wait = turns.wait_for

    def watched(pathway_id):
        seen.append(models.SignOff.objects.count())
        wait(pathway_id)

    monkeypatch.setattr(turns, "wait_for", watched)
    sign(coach, user, given=False)

    assert seen[0] == 1
    assert models.SignOff.objects.count() == 2


@pytest.fixture
def word_is_gone(user, issued):
    """A credential in force whose word was taken back without it."""
    word = models.SignOff.objects.get()
    models.SignOff.objects.create(
        user=user, pathway=word.pathway, about=word.about, signed_at=timezone.now(), given=False
    )
    return issued


def test_a_rebuild_takes_back_a_credential_whose_ground_has_gone(client, user, told, word_is_gone):
    said = [str(each) for each in rebuilding.rebuild(BLOCK, now=timezone.now(), write=False)]
    assert client.get(path_of(word_is_gone)).status_code == 200

    mended = [str(each) for each in rebuilding.rebuild(BLOCK, now=timezone.now())]

    (line,) = (line for line in said if "credential" in line)
    assert line in mended
    assert line.endswith(f"user {user.pk}: a credential for level 1 of goals, which nothing shows any more")
    assert client.get(path_of(word_is_gone)).status_code == 410
    name, data = told[-1]
    assert (name, data["competency"], data["by"]) == ("pd_personalize.credential_revoked", "goals", "sign_off")
    assert not list(rebuilding.rebuild(BLOCK, now=timezone.now()))


def test_a_rebuild_leaves_credentials_that_something_shows(client, issued):
    list(rebuilding.rebuild(BLOCK, now=timezone.now()))

    assert client.get(path_of(issued)).status_code == 200


def test_a_credential_stays_where_something_else_shows_the_level(client, user, coach, issued):
    sign(coach, user, about="goals", level=1)
    sign(coach, user, given=False)

    assert client.get(path_of(issued)).status_code == 200


def test_an_author_who_asks_for_more_takes_no_credential_away(client, user, coach, issued, course):
    more = (*course.sections, a_section("goals-1b", "goals", 1))
    DemoRuntime().create_block(BLOCK, document_of(two_competencies(sections=more)))
    Browser(user.pk).open()

    sign(coach, user, about="feedback", level=1)
    sign(coach, user, about="feedback", level=1, given=False)

    assert client.get(path_of(issued)).status_code == 200


def test_nobody_withdraws_or_reads_the_packet_of_somebody_else(client, colleague, issued):
    colleague.open()

    assert colleague.post("together/credential-withdraw", uid=str(issued.uid)).status == 404
    session = client.session
    session["person"] = "ben"
    session.save()
    client.cookies["sessionid"] = session.session_key
    assert client.get(path_of(issued, "/packet"), **HTML).status_code == 404
    assert models.Credential.objects.get().revoked_at is None


def test_the_packet_says_who_signed_to_its_teacher_alone(client, issued):
    packet = client.get(path_of(issued, "/packet"), **HTML)
    text = packet.content.decode()

    assert packet.status_code == 200
    assert packet["Cache-Control"] == "private, no-store"
    for told in ("Rosa Diaz", "50 minutes in all.", "What level 1 does", "Work goals-1", issued.document["id"]):
        assert told in text
    assert NOTE not in text
    assert COACHS_NOTE not in text


def test_a_teacher_who_is_forgotten_leaves_no_credential(client, user, issued):
    forgetting.forget_user(user.pk)

    assert client.get(path_of(issued)).status_code == 404
    assert client.get(path_of(issued, ".jwt")).status_code == 404
    assert client.get(path_of(issued, "/status")).json()["revokedCredentials"]
    assert verified(client, issued.signed)["jti"] == issued.document["id"]


@pytest.mark.parametrize("ending", ["", ".json", ".jwt", "/packet"])
def test_a_guessed_id_finds_nothing(client, db, ending):
    assert client.get(f"/pd_personalize/credentials/{uuid.uuid4()}{ending}", **HTML).status_code == 404


def test_the_public_addresses_take_no_posts(client, issued):
    for ending in ("", ".jwt", "/status", "/packet"):
        assert client.post(path_of(issued, ending)).status_code == 405


def test_a_new_secret_key_makes_a_new_signing_key_and_old_credentials_stay_verifiable(
    client, teacher, user, coach, issued, settings
):
    settings.SECRET_KEY = "another secret key altogether, fifty characters long"
    sign(coach, user, about="feedback", level=2)
    assert issue(teacher, "feedback", 2).status == 200

    newest = models.Credential.objects.order_by("pk").last()
    assert newest.key != issued.key
    assert models.IssuingKey.objects.get(pk=issued.key.pk).retired_at is not None
    assert verified(client, issued.signed)["jti"] == issued.document["id"]
    assert verified(client, newest.signed)["jti"] == newest.document["id"]


def test_the_same_key_signs_again(teacher, user, coach, issued):
    sign(coach, user, about="feedback", level=2)
    issue(teacher, "feedback", 2)

    assert models.IssuingKey.objects.count() == 1


def test_no_private_key_is_kept_in_the_clear(issued, settings):
    kept = models.IssuingKey.objects.get()
    pem = jose.unseal(kept.private_part, settings.SECRET_KEY)

    assert "PRIVATE" not in kept.private_part
    assert pem.startswith("-----BEGIN PRIVATE KEY-----")
    assert "d" not in kept.public_jwk


@pytest.mark.parametrize("as_file", [True, False])
def test_an_operators_own_key_signs_and_is_not_kept(client, teacher, user, coach, issued, settings, tmp_path, as_file):
    pem = jose.new_key()
    (tmp_path / "key.pem").write_text(pem)
    settings.PD_PERSONALIZE_BADGE_KEY = str(tmp_path / "key.pem") if as_file else pem
    sign(coach, user, about="feedback", level=2)
    issue(teacher, "feedback", 2)

    newest = models.Credential.objects.order_by("pk").last()
    assert newest.key.kid == jose.thumbprint(jose.public_jwk(pem))
    assert newest.key.private_part == ""
    assert models.IssuingKey.objects.get(pk=issued.key.pk).retired_at is not None
    assert verified(client, newest.signed)["jti"] == newest.document["id"]


@pytest.mark.parametrize("text", ["-----BEGIN nonsense", "/no/such/file.pem"])
def test_an_operators_key_that_is_none_is_named(settings, db, text):
    settings.PD_PERSONALIZE_BADGE_KEY = text

    with pytest.raises(ImproperlyConfigured, match="PD_PERSONALIZE_BADGE_KEY"):
        issuing_keys.signing_key(now=None)


def test_what_happens_to_a_credential_is_told_without_its_address(teacher, user, coach, issued, told):
    teacher.post("together/credential-withdraw", uid=str(issued.uid))
    issue(teacher)
    sign(coach, user, given=False)

    about = {"version": 1, "pathway": str(BLOCK), "competency": "goals", "level": 1}
    assert [each for each in told if "credential" in each[0]] == [
        ("pd_personalize.credential_revoked", about | {"by": "teacher"}),
        ("pd_personalize.credential_issued", about | {"method": "work"}),
        ("pd_personalize.credential_revoked", about | {"by": "sign_off"}),
    ]


def test_a_credential_is_written_in_the_teachers_language_and_its_page_read_in_the_readers(client, teacher, issued):
    teacher.post("together/credential-withdraw", uid=str(issued.uid))
    with translation.override("es"):
        issue(teacher)

    row = models.Credential.objects.get()

    assert row.document["credentialSubject"]["achievement"]["inLanguage"] == "es"
    assert 'lang="ar" dir="rtl"' in client.get(path_of(row), HTTP_ACCEPT_LANGUAGE="ar", **HTML).content.decode()


def test_a_server_that_does_not_know_its_address_says_so(teacher, user, coach, settings):
    del settings.LMS_ROOT_URL
    teacher.sit_through()
    sign(coach, user)

    reply = issue(teacher)

    assert reply.status == 400
    assert "LMS_ROOT_URL" in reply.body["error"]


def test_the_teachers_own_record_has_their_credentials(teacher, issued):
    teacher.post("together/credential-withdraw", uid=str(issued.uid))
    issue(teacher)

    (kept,) = json.loads(teacher.get("record_json").body)["credentials"]

    row = models.Credential.objects.get()
    assert (kept["title"], kept["document"], kept["signed"]) == ("About goals: Developing", row.document, row.signed)
    assert "Credential issued" in teacher.get("record_csv").body.decode("utf-8-sig")


def test_a_word_that_is_taken_back_while_it_is_signed_signs_nothing(teacher, user, coach, course, monkeypatch):
    teacher.sit_through()
    sign(coach, user)
    signed = jose.sign

    def slow(*args, **how):
        sign(coach, user, given=False)
        return signed(*args, **how)

    monkeypatch.setattr(jose, "sign", slow)

    assert issue(teacher).status == 409
    assert not models.Credential.objects.exists()


@pytest.mark.parametrize("action", ["credential-issue", "credential-withdraw", "match-join", "show"])
def test_staff_who_look_as_a_teacher_do_nothing_of_it(issued, looked_over, action):
    reply = looked_over.post(f"together/{action}", competency="goals", level=1, uid=str(issued.uid))

    assert reply.status == 403
    assert models.Credential.objects.get().revoked_at is None


@pytest.mark.parametrize("nobody", [None, "student_1"])
def test_whoever_is_not_signed_in_has_no_credential(course, nobody):
    assert issue(Browser(nobody)).status == 403
