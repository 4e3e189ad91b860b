"""JUnit XML: every judged component as a test case, for build servers."""

from typing import TYPE_CHECKING

from copyfair.assessment import Assessment
from copyfair.reports import words
from copyfair.reports.findings import Finding, findings
from copyfair.reports.writers import ReportFormat

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["FORMAT"]


def _render(assessment: Assessment) -> bytes:
    from xml.etree import ElementTree as ET  # noqa: PLC0415 - each format imports only what it needs; it writes

    found = list(findings(assessment))
    acts = [decision for decision in assessment.decisions if decision.needs_act]
    by_subject = {finding.subject: finding for finding in found[: len(acts)]}
    others = found[len(acts) :]
    tests, failed = len(assessment.decisions) + len(others), len(found)
    counts = {"name": "copyfair", "tests": str(tests), "failures": str(failed), "errors": "0"}
    root = ET.Element("testsuites", counts)
    suite = ET.SubElement(root, "testsuite", {**counts, "timestamp": f"{assessment.as_of}T00:00:00"})
    for decision in assessment.decisions:
        name = words.label(decision.component)
        case = ET.SubElement(suite, "testcase", {"classname": words.licence(decision), "name": name})
        if decision.needs_act:
            _fail(case, by_subject[decision.component.purl])
    for finding in others:
        _fail(ET.SubElement(suite, "testcase", {"classname": finding.rule.id, "name": finding.title}), finding)
    ET.indent(root)
    written: str = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}\n'.encode()


def _fail(case: "Element", finding: Finding) -> None:
    from xml.etree.ElementTree import SubElement  # noqa: PLC0415 - as above

    failure = SubElement(case, "failure", {"type": finding.rule.id, "message": finding.message})
    failure.text = f"{finding.rule.means} {finding.rule.help}"


FORMAT = ReportFormat(
    name="junit",
    endings=(".junit.xml", ".xml"),
    media_type="application/xml",
    says="JUnit XML: every judged component as a test case",
    render=_render,
)
