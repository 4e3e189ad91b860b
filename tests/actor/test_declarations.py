"""Signed declarations: who vouches for an actor, checked offline, and what that makes of its facts."""

import datetime
import json

import pytest
from click.testing import CliRunner

pytest.importorskip("cryptography", reason="signatures need the extra `sign`")

from copyfair.actor.facts import EvidenceKind
from copyfair.cli import command
from copyfair.declarations import DECLARATION_TYPE, declare, verify
from copyfair.errors import InputError, SignatureError
from copyfair.signing.envelope import Envelope
from copyfair.signing.files import ENDING, sign_file
from copyfair.signing.keys import KeyDirectory, PublicKey, SigningKey

DAY = datetime.date(2026, 11, 22)
US = """
[actor]
name = "Hands Together"
country = "BE"
[facts]
kind = "organisation"
worker_owned = "yes"
surplus = { value = "all-to-worker-owners", evidence = { kind = "contract", reference = "X", valid_until = 2026-12-31 } }
employs_non_owners = { value = "no", evidence = { kind = "statutes", reference = "art. 4" } }
social_economy = { value = "yes", evidence = { kind = "certificate", valid_until = 2020-01-01 } }
[use]
commercial = "yes"
[commons.gears]
contributes = "yes"
[[contributions]]
commons = "gears"
kind = "work"
amount = 40
on = 2026-03-31
evidence = { kind = "contract", valid_until = 2026-12-31 }
"""


@pytest.fixture(scope="module")
def key():
    return SigningKey.new()


def keys_of(key, owner="Federation of Worker Cooperatives"):
    return KeyDirectory(owner=owner, keys=(PublicKey(public=key.public, valid_from=datetime.date(2026, 1, 1)),))


@pytest.fixture
def us(tmp_path, key):
    file = tmp_path / "us.toml"
    file.write_text(US, "utf-8")
    (tmp_path / f"us.toml{ENDING}").write_bytes(declare(file, key, DAY).encoded())
    return file


def test_what_a_third_party_signed_is_certified_and_nothing_gets_weaker(us, key):
    found = verify(us, [keys_of(key)], DAY)
    assert found.third_party
    kinds = {name: fact.evidence.kind for name, fact in found.actor.facts.items()}
    assert kinds["worker_owned"] is kinds["surplus"] is EvidenceKind.CERTIFICATE
    assert kinds["employs_non_owners"] is EvidenceKind.STATUTES
    worker_owned = found.actor.facts["worker_owned"].evidence
    assert "Federation of Worker Cooperatives" in worker_owned.reference
    assert worker_owned.date == DAY
    assert found.use.facts["commercial"].evidence.kind is EvidenceKind.CERTIFICATE
    assert found.actor.commons["gears"]["contributes"].evidence.kind is EvidenceKind.CERTIFICATE
    (gave,) = found.actor.contributions
    assert gave.evidence.kind is EvidenceKind.CERTIFICATE
    assert gave.evidence.valid_until == datetime.date(2026, 12, 31)


def test_evidence_that_ran_out_stays_so(us, key):
    assert verify(us, [keys_of(key)], DAY).actor.facts["social_economy"].value is None
    later = verify(us, [keys_of(key)], datetime.date(2027, 1, 1))
    assert later.actor.facts["surplus"].value is None
    assert verify(us, [keys_of(key)], DAY).actor.facts["surplus"].evidence.valid_until == datetime.date(2026, 12, 31)


@pytest.mark.parametrize("owner", ["Hands Together", "HANDS TOGETHER", "hands together."])
def test_what_an_actor_signs_of_itself_stays_self_declared(us, key, owner):
    found = verify(us, [keys_of(key, owner)], DAY)
    assert not found.third_party
    assert found.actor.facts["worker_owned"].evidence.kind is EvidenceKind.SELF_DECLARED


def test_the_statement_says_what_was_declared(us):
    envelope = Envelope.decode((us.with_name(f"us.toml{ENDING}")).read_text("utf-8"))
    statement = json.loads(envelope.payload if isinstance(envelope.payload, bytes) else _decoded(envelope.payload))
    assert statement["predicateType"] == DECLARATION_TYPE
    assert statement["predicate"]["facts"]["surplus"] == "all-to-worker-owners"
    assert statement["predicate"]["facts"]["social_economy"] == "unknown"
    assert statement["predicate"]["actor"]["name"] == "Hands Together"


def _decoded(text):
    import base64

    return base64.b64decode(text)


def test_a_changed_file_is_not_genuine(us, key):
    us.write_text(US.replace('worker_owned = "yes"', 'worker_owned = "no"'), "utf-8")
    with pytest.raises(SignatureError, match="is not the file"):
        verify(us, [keys_of(key)], DAY)


def test_a_stranger_is_not_trusted(us):
    with pytest.raises(SignatureError, match="no key of Somebody"):
        verify(us, [keys_of(SigningKey.new(), "Somebody")], DAY)


def test_a_signature_of_a_mere_file_is_no_declaration(us, key):
    us.with_name(f"us.toml{ENDING}").write_bytes(sign_file(us, us.read_bytes(), key, DAY).encoded())
    with pytest.raises(SignatureError, match="not as a declaration"):
        verify(us, [keys_of(key)], DAY)


def test_a_file_without_a_name_could_be_the_signers_own(tmp_path, key):
    file = tmp_path / "us.toml"
    file.write_text('[facts]\nworker_owned = "yes"\n', "utf-8")
    (tmp_path / f"us.toml{ENDING}").write_bytes(declare(file, key, DAY).encoded())
    with pytest.raises(SignatureError, match="does not name the actor"):
        verify(file, [keys_of(key)], DAY)


def test_what_extends_another_file_is_not_signed(us, key):
    shop = us.with_name("shop.toml")
    shop.write_text('extends = "us.toml"\n', "utf-8")
    with pytest.raises(InputError, match="sign that one"):
        declare(shop, key, DAY)


def test_by_command_from_the_key_to_the_verdict(tmp_path, monkeypatch):
    """A policy that asks for certificates passes with the signature of a federation, and not without."""
    monkeypatch.chdir(tmp_path)
    package = {"version": "1.0.0", "license": "PPL"}
    lock = {
        "name": "x",
        "lockfileVersion": 3,
        "packages": {"": {"dependencies": {"gears": "^1"}}, "node_modules/gears": package},
    }
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    (tmp_path / "copyfair.toml").write_text('[policy.evidence]\nworker_owned = "certificate"\n')
    (tmp_path / "us.toml").write_text(US, "utf-8")

    def run(line):
        return CliRunner().invoke(command, line.split())

    made = "keys new fed.pem --directory fed.json --owner Federation --from 2026-01-01"
    assert run(made).exit_code == 0
    assert run(f"actor sign us.toml --key fed.pem --as-of {DAY}").exit_code == 0
    shown = run(f"actor verify us.toml --keys fed.json --as-of {DAY}")
    assert shown.output.startswith(
        "genuine: signed by Federation on 2026-11-22, a third party: its facts are certified"
    )
    assert "  worker_owned: yes (certificate, signed by Federation" in shown.output
    assert run(f"check --actor us.toml --as-of {DAY}").exit_code == 8
    assert run(f"check --actor us.toml --certified-by fed.json --as-of {DAY}").exit_code == 0
    (tmp_path / "us.toml").write_text(US + "# changed\n", "utf-8")
    assert run(f"actor verify us.toml --keys fed.json --as-of {DAY}").exit_code == 5
    assert isinstance(run(f"check --actor us.toml --certified-by fed.json --as-of {DAY}").exception, SignatureError)
    assert run("check --certified-by fed.json").exit_code == 2
