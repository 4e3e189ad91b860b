"""SARIF 2.1.0 (OASIS), within the limits of code hosts that take it."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from copyfair.assessment import Assessment
from copyfair.problem import Severity
from copyfair.reports import words
from copyfair.reports.findings import Finding, Rule, file_uri, findings
from copyfair.reports.writers import ReportFormat
from copyfair.schema import to_json

__all__ = ["FORMAT"]

_MOST_RESULTS = 25_000
"""A code host turns away a run with more."""

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_ROOT = "%SRCROOT%"


def _render(assessment: Assessment) -> bytes:
    every = list(findings(assessment))
    shown = list(islice(every, _MOST_RESULTS))
    rules = {finding.rule.id: finding.rule for finding in shown}
    place = {name: index for index, name in enumerate(rules)}
    run = {
        "tool": {"driver": _driver(assessment.tool, rules.values())},
        "automationDetails": {"id": "copyfair/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that was checked."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _left_out(len(every), len(shown))}],
        "columnKind": "utf16CodeUnits",
        "results": [_result(finding, place[finding.rule.id]) for finding in shown],
    }
    return to_json(
        {
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _driver(tool: str, rules: Iterable[Rule]) -> dict[str, Any]:
    name, _, version = tool.partition(" ")
    return {"name": name, "version": version, "semanticVersion": version, "rules": [_rule(one) for one in rules]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": _escaped(rule.means)},
        "fullDescription": {"text": _escaped(rule.means)},
        "help": {"text": _escaped(rule.help), "markdown": rule.help},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["licence", "copyfair"],
            "precision": "high",
            "problem.severity": _LEVELS[rule.severity],
        },
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": file_uri(finding.file), "uriBaseId": _ROOT},
        "region": {"startLine": finding.line},
    }
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": _LEVELS[finding.rule.severity],
        "message": {"text": _escaped(finding.message)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": finding.key, "copyfairFinding/v1": finding.key},
    }


def _escaped(text: str) -> str:
    r"""Plain text in which no link and no placeholder is read (clauses 3.11.5 and 3.11.6): ``\[``, ``{{``."""
    text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")


def _left_out(every: int, shown: int) -> list[dict[str, Any]]:
    if every == shown:
        return []
    says = f"{words.number(every - shown, 'finding')} more than a code host takes were left out."
    return [{"level": "warning", "message": {"text": says}}]


FORMAT = ReportFormat(
    name="sarif",
    endings=(".sarif", ".sarif.json"),
    media_type="application/sarif+json",
    says="SARIF 2.1.0: findings for code hosts, at the line of the lockfile",
    render=_render,
)
