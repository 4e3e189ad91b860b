"""A badge: whether anything needs an act, as a small picture. Nothing foreign is on it."""

from copyfair.assessment import Assessment
from copyfair.reports.headline import headline
from copyfair.reports.view import Mark
from copyfair.reports.words import number
from copyfair.reports.writers import ReportFormat

__all__ = ["FORMAT"]

_LEFT = "copyfair"
_LEFT_WIDTH = 62
_COLOURS = {Mark.CLEAN: "#2b6e34", Mark.ACT: "#a3231c", Mark.OPEN: "#7a5200"}
"""White on each of them has a contrast of at least 4.5 to 1."""


def _render(assessment: Assessment) -> bytes:
    mark = headline(assessment).mark
    text = _says(assessment, mark)
    right = 62 * len(text) // 10 + 14  # about what the usual fonts ask for; `textLength` evens it out
    whole = _LEFT_WIDTH + right
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{_LEFT}: {text}">
<title>{_LEFT}: {text}</title>
<rect width="{_LEFT_WIDTH}" height="20" fill="#3d3d3d"/>
<rect x="{_LEFT_WIDTH}" width="{right}" height="20" fill="{_COLOURS[mark]}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
<text x="7" y="14" textLength="{_LEFT_WIDTH - 14}">{_LEFT}</text>
<text x="{_LEFT_WIDTH + 7}" y="14" textLength="{right - 14}">{text}</text>
</g>
</svg>
""".encode()


def _says(assessment: Assessment, mark: Mark) -> str:
    acts = {decision.component.purl for decision in assessment.decisions if decision.needs_act}
    acts |= {finding.component.purl for finding in assessment.policy if finding.needs_act}
    if acts:
        return f"{number(len(acts), 'component')} to look at"
    return "free to use" if mark is Mark.CLEAN else "not settled"


FORMAT = ReportFormat(
    name="badge",
    endings=(".badge.svg", "-badge.svg"),
    media_type="image/svg+xml",
    says="a badge: whether anything needs an act",
    render=_render,
)
