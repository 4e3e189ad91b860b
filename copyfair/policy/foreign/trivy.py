"""trivy.yaml of Trivy: its lists of licences. Source: its documentation of licence scanning."""

from typing import Any

from copyfair.policy.foreign import ForeignPolicy, Imported
from copyfair.policy.foreign._reading import licences, listed, table

__all__ = ["FORMAT"]

_SEVERITIES = {
    "restricted": "HIGH",
    "reciprocal": "MEDIUM",
    "notice": "LOW",
    "permissive": "LOW",
    "unencumbered": "LOW",
}


def _read(data: dict[str, Any]) -> Imported:
    given = table(data.get("license"))
    left: list[str] = []
    groups = {}
    for name, severity in _SEVERITIES.items():
        members = licences(listed(given.get(name)), f"`{name}`", left)
        if members:
            groups[f"trivy:{name}"] = members
            left.append(f"`{name}` is a group now; put it into `deny` if your build fails on {severity}")
    ignored = licences(listed(given.get("ignored")), "`ignored`", left)
    if ignored:
        groups["trivy:ignored"] = ignored
        left.append("`ignored` is a group now; put it into `allow` if everything else is to be stopped")
    left += [
        f"`{key}`: it has no counterpart here"
        for key in ("full", "confidenceLevel", "confidence-level")
        if key in given
    ]
    left.append("there one list of Trivy's own stands behind these; here only what is listed is denied")
    return Imported(deny=licences(listed(given.get("forbidden")), "`forbidden`", left), groups=groups, left=tuple(left))


FORMAT = ForeignPolicy(
    name="trivy",
    says="trivy.yaml of Trivy, its `license`",
    files=("trivy.yaml", "trivy.yml"),
    read=_read,
    unverified=("A .trivyignore.yaml is not read: its package URLs count for vulnerabilities only.",),
)
