"""What statements mean. A wrong answer here becomes a wrong verdict; an open one only costs a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copyfair.licensing.categories import restriction
from copyfair.licensing.model import Match
from copyfair.licensing.names import _ambiguous, _exact, _key, _table, _unknown
from copyfair.licensing.spdx import canonical_license
from copyfair.licensing.statements import read_statement

A, U = "ambiguous", "unknown"

STATEMENTS = """
MIT => MIT
mit => MIT
"MIT" => MIT
'MIT' => MIT
MIT License => MIT
MIT Licence => MIT
The MIT License => MIT
The MIT License (MIT) => MIT
MIT License (MIT) => MIT
M.I.T. => MIT
MIT Licensed => MIT
License: MIT => MIT
Expat => MIT
Expat License => MIT
MIT/Expat => MIT
License :: OSI Approved :: MIT License => MIT
https://opensource.org/licenses/MIT => MIT
http://www.opensource.org/licenses/mit-license.php => MIT
https://spdx.org/licenses/MIT.html => MIT
MIT-style => ambiguous
MIT-like => ambiguous
MIT/X11 => ambiguous
MIT No Attribution => MIT-0
License :: OSI Approved :: MIT No Attribution License (MIT-0) => MIT-0
X11 => X11
ISC => ISC
ISC License => ISC
ISC License (ISCL) => ISC
License :: OSI Approved :: ISC License (ISCL) => ISC
BSD => ambiguous
BSD License => ambiguous
The BSD License => ambiguous
BSD-style => ambiguous
BSD-like => ambiguous
License :: OSI Approved :: BSD License => ambiguous
http://www.opensource.org/licenses/bsd-license.php => ambiguous
FreeBSD => ambiguous
BSD-2-Clause => BSD-2-Clause
BSD 2-Clause License => BSD-2-Clause
2-clause BSD => BSD-2-Clause
Simplified BSD License => BSD-2-Clause
BSD-3-Clause => BSD-3-Clause
BSD 3-Clause License => BSD-3-Clause
3-Clause BSD License => BSD-3-Clause
BSD (3-clause) => BSD-3-Clause
BSD-3 => BSD-3-Clause
BSD3 => BSD-3-Clause
New BSD => BSD-3-Clause
New BSD License => BSD-3-Clause
Modified BSD License => BSD-3-Clause
BSD 3-Clause "New" or "Revised" License => BSD-3-Clause
4-clause BSD => BSD-4-Clause
0BSD => 0BSD
BSD Zero Clause License => 0BSD
License :: OSI Approved :: Zero-Clause BSD (0BSD) => 0BSD
Apache => ambiguous
Apache License => ambiguous
Apache Software License => ambiguous
License :: OSI Approved :: Apache Software License => ambiguous
Apache-style => ambiguous
Apache-2.0 => Apache-2.0
Apache 2 => Apache-2.0
Apache2 => Apache-2.0
Apache 2.0 => Apache-2.0
Apache-2 => Apache-2.0
Apache License 2.0 => Apache-2.0
Apache License, Version 2.0 => Apache-2.0
The Apache Software License, Version 2.0 => Apache-2.0
Apache License v2.0 => Apache-2.0
ASL 2.0 => Apache-2.0
ASL => ambiguous
https://www.apache.org/licenses/LICENSE-2.0 => Apache-2.0
http://www.apache.org/licenses/LICENSE-2.0.txt => Apache-2.0
Apache Software License 1.1 => Apache-1.1
GPL => ambiguous
GNU GPL => ambiguous
GNU General Public License => ambiguous
License :: OSI Approved :: GNU General Public License (GPL) => ambiguous
GPL+ => ambiguous
GNU => ambiguous
GPL-3 => GPL-3.0-only
GPLv3 => GPL-3.0-only
GPL v3 => GPL-3.0-only
GPL 3.0 => GPL-3.0-only
GNU GPLv3 => GPL-3.0-only
GNU GPL v3 => GPL-3.0-only
GPL-3.0 => GPL-3.0-only
GPL-3.0+ => GPL-3.0-or-later
GPL-3+ => GPL-3.0-or-later
GPLv3+ => GPL-3.0-or-later
GPLv2+ => GPL-2.0-or-later
GPL-2+ => GPL-2.0-or-later
GPLv2 or later => GPL-2.0-or-later
GPL v2 or any later version => GPL-2.0-or-later
GPL, version 2 or (at your option) any later version => GPL-2.0-or-later
GNU General Public License v3.0 or later => GPL-3.0-or-later
GNU General Public License v2 (GPLv2) => GPL-2.0-only
License :: OSI Approved :: GNU General Public License v3 (GPLv3) => GPL-3.0-only
License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+) => GPL-2.0-or-later
GNU General Public License v2 (GPLv3) => unknown
GPL v2 or v3 => unknown
http://www.gnu.org/licenses/gpl.html => ambiguous
https://www.gnu.org/licenses/gpl-3.0.en.html => GPL-3.0-only
GPL-2.0-with-classpath-exception => GPL-2.0-only WITH Classpath-exception-2.0
GPL2 w/ CPE => GPL-2.0-only WITH Classpath-exception-2.0
GPLv2 with classpath exception => GPL-2.0-only WITH Classpath-exception-2.0
GNU General Public License, version 2, with the Classpath Exception => GPL-2.0-only WITH Classpath-exception-2.0
LGPL => ambiguous
GNU LGPL => ambiguous
License :: OSI Approved :: GNU Library or Lesser General Public License (LGPL) => ambiguous
LGPLv2+ => LGPL-2.0-or-later
LGPL-2.1 => LGPL-2.1-only
LGPL 2.1 => LGPL-2.1-only
LGPLv2.1+ => LGPL-2.1-or-later
LGPL-2.1+ => LGPL-2.1-or-later
LGPLv3 => LGPL-3.0-only
GNU Lesser General Public License v3 or later (LGPLv3+) => LGPL-3.0-or-later
GNU Lesser General Public License, Version 2.1 => LGPL-2.1-only
LGPL with exceptions => unknown
AGPL => ambiguous
AGPLv3 => AGPL-3.0-only
AGPLv3+ => AGPL-3.0-or-later
GNU AGPLv3 => AGPL-3.0-only
GNU Affero General Public License v3 => AGPL-3.0-only
License :: OSI Approved :: GNU Affero General Public License v3 or later (AGPLv3+) => AGPL-3.0-or-later
GFDL => ambiguous
MPL => ambiguous
MPL2 => MPL-2.0
MPL 2.0 => MPL-2.0
MPLv2 => MPL-2.0
Mozilla Public License 2.0 => MPL-2.0
License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0) => MPL-2.0
Mozilla Public License Version 1.1 => MPL-1.1
EPL-2.0 => EPL-2.0
Eclipse Public License v2.0 => EPL-2.0
Eclipse Public License - v 1.0 => EPL-1.0
EPL => ambiguous
Eclipse Distribution License - v 1.0 => BSD-3-Clause
CDDL => ambiguous
CDDL 1.0 => CDDL-1.0
CDDL+GPL => ambiguous
CDDL + GPLv2 with classpath exception => CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0
zlib/libpng => Zlib
zlib License => Zlib
Boost Software License 1.0 => BSL-1.0
BSL-1.0 => BSL-1.0
BSL 1.0 => ambiguous
BSL => ambiguous
BSL 1.1 => BUSL-1.1
Business Source License 1.1 => BUSL-1.1
PSF => ambiguous
PSFL => ambiguous
Python Software Foundation License => ambiguous
PSF-2.0 => PSF-2.0
Artistic => ambiguous
Artistic License 2.0 => Artistic-2.0
perl_5 => GPL-1.0-or-later OR Artistic-1.0-Perl
CeCILL-B => CECILL-B
CeCILL-C => CECILL-C
CeCILL 2.1 => CECILL-2.1
CeCILL => ambiguous
CC0 => CC0-1.0
CC0 1.0 Universal => CC0-1.0
CC0 1.0 Universal (CC0 1.0) Public Domain Dedication => CC0-1.0
https://creativecommons.org/publicdomain/zero/1.0/ => CC0-1.0
CC BY 4.0 => CC-BY-4.0
CC BY-SA 4.0 => CC-BY-SA-4.0
CC-BY-SA => ambiguous
CC BY => ambiguous
Creative Commons => ambiguous
Creative Commons Attribution 4.0 International => CC-BY-4.0
Creative Commons Attribution-NonCommercial 4.0 International => CC-BY-NC-4.0
Creative Commons Attribution Non Commercial Share Alike 4.0 => CC-BY-NC-SA-4.0
Creative Commons Attribution 4.0, not for companies => unknown
http://creativecommons.org/licenses/by-nc-sa/3.0/ => CC-BY-NC-SA-3.0
https://creativecommons.org/licenses/by/4.0/legalcode => CC-BY-4.0
Unlicense => Unlicense
The Unlicense => Unlicense
The Unlicense (Unlicense) => Unlicense
UNLICENSED => unknown
unlicensed => unknown
WTFPL => WTFPL
Public Domain => ambiguous
License :: Public Domain => ambiguous
Proprietary => unknown
License :: Other/Proprietary License => unknown
Commercial => unknown
Freeware => unknown
Dual License => unknown
Free for non-commercial use => unknown
License :: Free for non-commercial use => unknown
License :: OSI Approved => unknown
All Rights Reserved => unknown
SEE LICENSE IN LICENSE.md => unknown
LICENSE.txt => unknown
UNKNOWN => unknown
None => unknown
Custom => unknown
PPL => PPL
Peer Production License => PPL
https://wiki.p2pfoundation.net/Peer_Production_License => PPL
LicenseRef-PPL-S => LicenseRef-PPL-S
CSL => ambiguous
CAL => ambiguous
FCL => ambiguous
NPL => ambiguous
Fair source => ambiguous
Coopyright => ambiguous
CoopCycle License => LicenseRef-copyfair-CoopCycle
Coopyleft License => LicenseRef-copyfair-Coopyleft
Anti-Capitalist => ambiguous
Elastic License 2.0 => Elastic-2.0
PolyForm Noncommercial License 1.0.0 => PolyForm-Noncommercial-1.0.0
MIT/Apache-2.0 => MIT OR Apache-2.0
MIT or Apache 2.0 => MIT OR Apache-2.0
MIT OR Apache-2.0 => MIT OR Apache-2.0
(MIT OR Apache-2.0) => MIT OR Apache-2.0
(MIT or Apache 2.0) => MIT OR Apache-2.0
MIT | Apache-2.0 => MIT OR Apache-2.0
Apache 2.0 and MIT => Apache-2.0 AND MIT
Apache 2.0 & MIT => Apache-2.0 AND MIT
BSD-3-Clause, MIT => BSD-3-Clause AND MIT
MIT; BSD-2-Clause => MIT AND BSD-2-Clause
MIT, BSD-3-Clause or Apache 2.0 => MIT OR BSD-3-Clause OR Apache-2.0
MIT, BSD-3-Clause and Apache 2.0 => MIT AND BSD-3-Clause AND Apache-2.0
GPLv2+ or MIT => GPL-2.0-or-later OR MIT
MIT or GPL => unknown
MIT, non-commercial use only => unknown
MIT and/or Apache 2.0 => unknown
MIT or Apache 2.0 and BSD-3-Clause => unknown
MIT AND (Apache-2.0 => unknown
MIT except for companies => unknown
Non-commercial MIT => unknown
MIT with Commons Clause => unknown
LGPL/MIT => unknown
attribution => unknown
historical => unknown
X License => ambiguous
SL License => SL
"""

ROWS = [tuple(line.split(" => ")) for line in STATEMENTS.strip().splitlines()]


def meaning(statement):
    found = read_statement(statement)
    if found.match in (Match.AMBIGUOUS, Match.UNKNOWN):
        assert found.expression is None
        return found.match.value
    return str(found.expression)


def test_there_are_enough_of_them():
    assert len({statement for statement, _ in ROWS}) == len(ROWS) >= 150


@pytest.mark.parametrize(("statement", "expected"), ROWS)
def test_statement(statement, expected):
    assert meaning(statement) == expected


def test_no_rights_is_not_the_unlicense():
    found = read_statement("UNLICENSED")
    assert (found.match, found.expression) == (Match.UNKNOWN, None)
    assert "no rights are granted" in found.note


def test_the_abbreviation_ppl_says_that_others_use_it_too():
    found = read_statement("PPL")
    assert found.match is Match.EXPRESSION
    assert "Prosperity" in found.note
    assert "Prompt" in found.note
    assert read_statement("PPL OR MIT").note == ""


def test_a_list_without_a_meaning_says_so():
    assert "read as all" in read_statement("BSD-3-Clause, MIT").note
    assert read_statement("BSD-3-Clause and MIT").note == ""


def test_an_ambiguous_name_lists_what_it_may_be():
    assert set(read_statement("Apache Software License").candidates) == {"Apache-1.1", "Apache-2.0"}
    assert set(read_statement("CC BY-NC").candidates) == {f"CC-BY-NC-{n}" for n in ("1.0", "2.0", "2.5", "3.0", "4.0")}


def test_what_is_shown_is_short_and_on_one_line():
    shown = read_statement("My \x1b[31mown\nlicence " + "x" * 500).statement
    assert len(shown) == 120
    assert shown.endswith("…")
    assert shown.isprintable()


def test_a_text_in_the_place_of_a_name_is_read_as_a_text():
    found = read_statement("Use it as you like, but not for commercial use. " * 20)
    assert found.match is Match.UNKNOWN
    assert "commercial use" in found.note


def test_no_name_stands_in_two_lists():
    lists = [set(_exact()), set(_ambiguous()), set(_unknown())]
    assert len(set.union(*lists)) == sum(map(len, lists))


def test_no_two_names_of_a_list_share_a_key_and_differ_in_meaning():
    for name, expected in _table().names.items():
        assert _exact()[_key(name)] == expected, name


def test_every_meaning_is_an_expression_of_current_ids():
    for name, text in {**_table().names, **_table().urls, **_table().retired}.items():
        found = read_statement(text)
        assert found.match is Match.EXPRESSION, name
        for term in found.expression.terms():
            assert term.license.startswith("LicenseRef-") or canonical_license(term.license) == term.license


def test_every_candidate_is_a_current_id():
    for name, ids in _table().ambiguous.items():
        for license_id in ids:
            assert license_id.startswith("LicenseRef-") or canonical_license(license_id) == license_id, name


@given(st.text(max_size=400))
def test_any_text_gets_an_answer(text):
    found = read_statement(text)
    assert (found.expression is None) == (found.match in (Match.AMBIGUOUS, Match.UNKNOWN, Match.MODIFIED_TEXT))
    assert len(found.statement) <= 120


@given(
    st.sampled_from([statement for statement, expected in ROWS if expected not in (A, U)]),
    st.sampled_from(
        [
            " for non-commercial use",
            " (non-commercial)",
            " except military",
            " - evaluation only",
            " with Commons Clause",
        ]
    ),
)
def test_a_limit_behind_a_name_is_never_lost(statement, limit):
    found = read_statement(statement + limit).expression
    # "CC BY 4.0 (non-commercial)" is CC-BY-NC-4.0: the limit is kept in the id.
    assert found is None or all(restriction(term.license) for term in found.terms())
