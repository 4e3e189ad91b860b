"""The configuration file of GitHub's dependency review action. Source: its README and examples."""

from typing import Any

from copyfair.inventory.purl import parse, versionless
from copyfair.policy.foreign import ForeignPolicy, Imported
from copyfair.policy.foreign._reading import allowed, exception, licences, listed, word

__all__ = ["FORMAT"]


def _read(data: dict[str, Any]) -> Imported:
    left: list[str] = []
    listing = listed(data.get("allow-licenses"))
    allow = allowed(listing, "`allow-licenses`", left) if listing else ()
    deny = licences(listed(data.get("deny-licenses")), "`deny-licenses`", left)
    if word(data.get("license-check"), "true").lower() == "false":
        left.append("`license-check` is off there; the lists count here")
    if "fail-on-scopes" in data:
        left.append("`fail-on-scopes`: it is about vulnerabilities; write `scopes` if licences should be held so too")
    left.append("there only what a pull request adds is looked at, and an unknown licence passes; here it does not")
    drafts = []
    for text in listed(data.get("allow-dependencies-licenses")):
        try:
            drafts.append(exception(versionless(parse(text).to_string())))
        except ValueError:
            left.append(f"{text[:100]!r} of `allow-dependencies-licenses`: it is not a package URL")
    return Imported(allow=allow, deny=deny, drafts=tuple(drafts), left=tuple(left))


FORMAT = ForeignPolicy(
    name="dependency-review",
    says="dependency-review-config.yml of GitHub's dependency review action",
    files=("dependency-review-config.yml", "dependency-review-config.yaml"),
    read=_read,
    unverified=("Whether `fail-on-scopes` bears on licences too was not tried.",),
)
