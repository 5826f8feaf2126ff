"""A small definition as OLX, and the parser that Open edX would read it with."""

from __future__ import annotations

from lxml import etree

OLX = """\
<pd_personalize version="1" title="Formative assessment">
  <level name="Emerging"/>
  <level name="Developing">You do this in <em>some</em> lessons.</level>
  <scale cuts="-0.5" prior_sd="1.5"/>
  <domain id="all" name="All"/>
  <competency id="goals" name="Goals" domain="all">
    <description>Clear goals</description>
  </competency>
  <competency id="feedback" name="Feedback">
    <prerequisite level="1">
      <any competency="goals" level="1"/>
    </prerequisite>
  </competency>
  <item id="q" competency="goals" kind="choice" level="1" minutes="0.5" thresholds="0.25" guessing="0.25">
    <prompt>Which?</prompt>
    <option>Wrong</option>
    <option credit="1">Right</option>
  </item>
  <section id="goals-1" competency="goals" level="1" title="Goals" block="sequential/abc">
    <mastery by="completion" share="0.8"/>
  </section>
  <section id="visit" competency="feedback" level="1" title="Visit" minutes="50" elective="true" url="https://a.org"/>
  <rules mode="advisory" max_questions="12"/>
</pd_personalize>
"""


def platform_parser() -> etree.XMLParser:
    """A parser as Open edX builds it, which also drops blanks between elements."""
    return etree.XMLParser(
        dtd_validation=False, load_dtd=False, remove_blank_text=True, resolve_entities=False, encoding="utf-8"
    )
