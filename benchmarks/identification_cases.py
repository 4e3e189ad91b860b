"""What the benchmark of text identification does to a text, and the notices and limits it uses. All wording is ours."""

import html
import random
import re
import textwrap
from collections.abc import Callable

Mutation = Callable[[str, random.Random], str]


def _commented(mark: str, before: str = "", after: str = "") -> Mutation:
    def mutate(text: str, _: random.Random) -> str:
        body = "\n".join(f"{mark}{line}".rstrip() for line in text.splitlines())
        return f"{before}{body}{after}"

    return mutate


def comment(text: str, chance: random.Random) -> str:
    style = chance.choice(
        [
            ("# ", "", ""),
            ("// ", "", ""),
            (" * ", "/*\n", "\n */\n"),
            (";; ", "", ""),
            ("-- ", "", ""),
            ("REM ", "", ""),
            ("", "<!--\n", "\n-->"),
            ("% ", "", ""),
            ("dnl ", "", ""),
        ]
    )
    return _commented(*style)(text, chance)


def reflow(text: str, chance: random.Random) -> str:
    width = chance.choice([40, 60, 72, 100, 10_000])
    return "\n\n".join(textwrap.fill(" ".join(part.split()), width) for part in re.split(r"\n\s*\n", text))


def one_line(text: str, _: random.Random) -> str:
    return " ".join(text.split())


def upper(text: str, _: random.Random) -> str:
    return text.upper()


def line_breaks(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(["\r\n", "\r", "\n\n", " \n"]))


def curly(text: str, _: random.Random) -> str:
    text = re.sub(r'"([^"\n]*)"', "“\\1”", text)
    return text.replace("'", "\u2019").replace(" - ", " — ").replace("(c)", "©").replace("(C)", "©")


def as_html(text: str, chance: random.Random) -> str:
    parts = [
        html.escape(part).replace("\n", "<br>\n" if chance.random() < 0.3 else "\n")
        for part in re.split(r"\n\s*\n", text)
    ]
    return (
        "<html><body><div class='licence'>\n" + "\n".join(f"<p>{part}</p>" for part in parts) + "\n</div></body></html>"
    )


def markdown(text: str, _: random.Random) -> str:
    first, _, rest = text.partition("\n")
    rest = re.sub(r"(?m)^\s*(\d+)\. ", r"**\1.** ", rest)
    return (
        f"# {first}\n{rest}".replace("WARRANT", "**WARRANT")
        .replace("WARRANTY", "WARRANTY**")
        .replace("WARRANTIES", "WARRANTIES**")
    )


def holder(text: str, chance: random.Random) -> str:
    who = chance.choice(
        [
            "Ann Example <ann@garden.example>",
            "The Bread Authors",
            "Łódź Works Sp. z o.o.",
            "Example Works, Inc. and its affiliates",
        ]
    )
    years = chance.choice(["2009", "2011-2026", "2015, 2017, 2020"])
    notice = chance.choice(
        ["Copyright (c) {y} {w}", "Copyright {y} {w}. All rights reserved.", "© {y} {w}", "Copyright (C) {y}, {w}"]
    )
    body = re.sub(r"(?im)^.*copyright \(c\).*$\n?", "", text) if len(text) < 4000 else text
    return notice.format(y=years, w=who) + "\n\n" + body


def no_title(text: str, _: random.Random) -> str:
    lines = text.lstrip().splitlines()
    if len(lines) > 3 and len(lines[0].split()) <= 9 and not lines[0].rstrip().endswith((".", ",", ":")):
        lines = lines[1:]
    return "\n".join(lines)


def preface(text: str, chance: random.Random) -> str:
    said = chance.choice(
        [
            "The garden planner\n==================\n\nThis is the licence of the garden planner and its documentation.\n",
            "LICENSE\n-------\n",
            "Project: bread-oven\nHomepage: oven.example\n\n----------------------------------------\n",
            "The following text applies to all files of this project.\n",
            "This file holds the licence text of the project.",
        ]
    )
    return f"{said}\n\n{text}"


def trailer(text: str, chance: random.Random) -> str:
    said = chance.choice(
        [
            "Thanks to all contributors!",
            "-- \nAnn Example\nann@garden.example",
            "Last updated: May 2024",
            "vim: set tw=72:",
            "End of file.",
        ]
    )
    return f"{text}\n\n{said}\n"


_CONFUSED = {"l": "1", "o": "0", "m": "rn", "e": "c", "i": "l", "s": "5", "h": "b", "u": "v", "t": "f"}


def misprint(text: str, chance: random.Random) -> str:
    """What reading in a printed page does: one letter in two hundred."""
    return "".join(_CONFUSED[c] if c in _CONFUSED and chance.random() < 0.005 else c for c in text)


def typo(text: str, chance: random.Random) -> str:
    """A letter left out or doubled in one word in eighty, as typed by hand."""
    words = text.split(" ")
    for n, word in enumerate(words):
        if len(word) > 5 and word.isalpha() and chance.random() < 1 / 80:
            at = chance.randrange(1, len(word) - 1)
            words[n] = word[:at] + word[at + 1 :] if chance.random() < 0.5 else word[:at] + word[at] + word[at:]
    return " ".join(words)


def hyphenated(text: str, chance: random.Random) -> str:
    """Long words cut at the end of lines."""

    def cut(found: re.Match[str]) -> str:
        word = found.group()
        return word if chance.random() > 0.03 else f"{word[:4]}-\n{word[4:]}"

    return re.sub(r"\b[a-z]{8,}\b", cut, text)


def cut_short(text: str, chance: random.Random) -> str:
    return text[: int(len(text) * chance.uniform(0.6, 0.9))]


def pages(text: str, _: random.Random) -> str:
    lines, page = [], 1
    for n, line in enumerate(text.splitlines(), 1):
        lines.append(line)
        if n % 50 == 0:
            lines += ["", f"Page {page}", "\f"]
            page += 1
    return "\n".join(lines)


def misread(text: str, chance: random.Random) -> str:
    """Encodings gone wrong."""
    text = curly(text, chance)
    kind = chance.choice(["bom", "twice", "wide"])
    if kind == "bom":
        return "\ufeff" + text
    if kind == "twice":
        return text.encode("utf-8").decode("cp1252", "replace")
    return text.encode("utf-16").decode("latin-1")


MUTATIONS: dict[str, Mutation] = {
    "reflow": reflow,
    "one line": one_line,
    "upper case": upper,
    "line breaks": line_breaks,
    "quotes": curly,
    "html": as_html,
    "markdown": markdown,
    "comment": comment,
    "holder": holder,
    "no title": no_title,
    "preface": preface,
    "trailer": trailer,
    "misprint": misprint,
    "typo": typo,
    "hyphens": hyphenated,
    "cut short": cut_short,
    "pages": pages,
    "encoding": misread,
}

LIMITS = (
    "for non-commercial use only",
    "for noncommercial purposes",
    "Commercial use requires a separate licence.",
    "except by companies with more than fifty employees",
    "worker-owned businesses only",
    "unless you are a company that makes a profit",
    "Military use is not permitted.",
    "The software shall not be used in weapons.",
    "provided that your annual revenue is below 100,000 euros",
    "in hospitals only",
    "The software may not be used to train machine learning models.",
    "for evaluation for thirty days",
    "Use by governments is prohibited.",
    "with prior written permission of the author",
    "for personal and academic use",
    "but not sell",
    "Redistribution is forbidden.",
    "Organisations with a turnover of more than one million must pay a fee.",
    "You may not offer the software as a hosted service.",
    "only within the European Union",
    "The software shall be used for good, not evil.",
    "excluding law enforcement",
    "Anyone who competes with the author needs permission.",
    "This permission ends after one year.",
)
NEGATIONS = (
    ("permission", "no permission"),
    ("may", "may not"),
    ("are permitted", "are not permitted"),
    ("hereby granted", "not granted"),
    ("hereby grants", "hereby does not grant"),
)
LEFT_OUT = ("sell", "modify", "and/or sell", "publish", "sublicense", "commercial", "free of charge")

_PROGRAM = "{name} is free software"
NOTICES: tuple[tuple[str, str], ...] = (
    (
        'Licensed under the Apache License, Version 2.0 (the "License"); you may not use this file except in compliance with the License.',
        "Apache-2.0",
    ),
    ("This project is licensed under the MIT License - see the LICENSE file for details.", "MIT"),
    (
        "This program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.",
        "GPL-3.0-or-later",
    ),
    (
        "This program is free software; you can redistribute it and/or modify it under the terms of the GNU General Public License as published by the Free Software Foundation; version 2 of the License.",
        "GPL-2.0-only",
    ),
    ("Distributed under the terms of the GNU General Public License v2", "GPL-2.0-only"),
    ("Bread is free software; you may redistribute it under the GNU GPL, version 2 or later.", "GPL-2.0-or-later"),
    ("// This file is licensed under the GPLv2+, see COPYING.", "GPL-2.0-or-later"),
    ("# License: GPLv3", "GPL-3.0-only"),
    (
        "This library is free software; you can redistribute it and/or modify it under the terms of the GNU Lesser General Public License as published by the Free Software Foundation; either version 2.1 of the License, or (at your option) any later version.",
        "LGPL-2.1-or-later",
    ),
    ("This library is distributed under the GNU Library General Public License version 2 only.", "LGPL-2.0-only"),
    ("You may use this library under the terms of the LGPL version 3.", "LGPL-3.0-only"),
    (
        "it under the terms of the GNU Affero General Public License as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version.",
        "AGPL-3.0-or-later",
    ),
    ("Garden planner. Licensed under the AGPLv3.", "AGPL-3.0-only"),
    (
        "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.",
        "MPL-2.0",
    ),
    (
        'The contents of this file are subject to the Mozilla Public License Version 1.1 (the "License"); you may not use this file except in compliance with the License.',
        "MPL-1.1",
    ),
    ("Distributed under the Boost Software License, Version 1.0. (See accompanying file LICENSE_1_0.txt)", "BSL-1.0"),
    (
        "This program and the accompanying materials are made available under the terms of the Eclipse Public License 2.0 which is available at https://www.eclipse.org/legal/epl-2.0/",
        "EPL-2.0",
    ),
    (
        "All rights reserved. This program and the accompanying materials are made available under the terms of the Eclipse Public License v1.0 which accompanies this distribution",
        "EPL-1.0",
    ),
    (
        'Licensed under the EUPL, Version 1.2 or - as soon they will be approved by the European Commission - subsequent versions of the EUPL (the "Licence");',
        "EUPL-1.2",
    ),
    ("This work is licensed under a Creative Commons Attribution 4.0 International License.", "CC-BY-4.0"),
    (
        "This work is licensed under the Creative Commons Attribution-ShareAlike 4.0 International License. To view a copy of this license, visit http://creativecommons.org/licenses/by-sa/4.0/.",
        "CC-BY-SA-4.0",
    ),
    ("The recipes are licensed under CC BY-NC-SA 4.0.", "CC-BY-NC-SA-4.0"),
    ("Texts under CC BY-NC 3.0.", "CC-BY-NC-3.0"),
    ("Pictures: licensed under CC BY-ND 4.0", "CC-BY-ND-4.0"),
    ("To the extent possible under law, the author has dedicated this work under CC0 1.0 Universal.", "CC0-1.0"),
    ("License: CC0-1.0", "CC0-1.0"),
    ("SPDX-License-Identifier: MIT", "MIT"),
    ("/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause) */", "GPL-2.0-only OR BSD-3-Clause"),
    (
        "# SPDX-License-Identifier: GPL-2.0-or-later WITH Classpath-exception-2.0",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
    ),
    ("<!-- SPDX-License-Identifier: PPL -->", "PPL"),
    ("Licensed under the BSD 3-Clause License.", "BSD-3-Clause"),
    ("This software is released under the 2-clause BSD license.", "BSD-2-Clause"),
    ("Licensed under the ISC license", "ISC"),
    ("Released under the zlib license.", "Zlib"),
    ("Licensed under the Unlicense.", "Unlicense"),
    ("This program is distributed under the terms of the Artistic License 2.0.", "Artistic-2.0"),
    ("License: Ruby", "Ruby"),
    ("This source file is subject to version 3.01 of the PHP license,", "PHP-3.01"),
    ("Licensed under the Python Software Foundation License, version 2", "PSF-2.0"),
    ("This Font Software is licensed under the SIL Open Font License, Version 1.1.", "OFL-1.1"),
    ("Licensed under the Common Development and Distribution License, Version 1.0", "CDDL-1.0"),
    ("Licensed under the Academic Free License version 3.0", "AFL-3.0"),
    ("Licensed under the Open Software License version 3.0", "OSL-3.0"),
    ("Licensed under the Universal Permissive License v 1.0", "UPL-1.0"),
    ("Licensed under the PostgreSQL License.", "PostgreSQL"),
    ("Licensed under the Microsoft Public License (MS-PL).", "MS-PL"),
    ("Licensed under the Blue Oak Model License 1.0.0", "BlueOak-1.0.0"),
    ("License: 0BSD", "0BSD"),
    ("License: WTFPL", "WTFPL"),
    ("Licensed under the Mulan PSL v2.", "MulanPSL-2.0"),
    ("Dual licensed under the MIT and GPL-2.0 licenses: choose either at your option.", "MIT OR GPL-2.0-only"),
    ("Licensed under either of Apache License, Version 2.0 or MIT license at your option.", "Apache-2.0 OR MIT"),
    ("Licensed under MIT or Apache-2.0, at your option.", "MIT OR Apache-2.0"),
    ("This software is available under the MIT license and the BSD-3-Clause license.", "MIT AND BSD-3-Clause"),
    ("License: MIT", "MIT"),
    ("The MIT License (MIT)", "MIT"),
    ("Apache License 2.0", "Apache-2.0"),
    ("GNU General Public License v3.0 or later", "GPL-3.0-or-later"),
    ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
    ("See https://opensource.org/licenses/MIT for the license.", "MIT"),
    ("Licensed under the Peer Production License.", "PPL"),
    ("Licensed under the Server Side Public License, version 1.", "SSPL-1.0"),
    ("Licensed under the Elastic License 2.0", "Elastic-2.0"),
    ("Licensed under the Business Source License 1.1", "BUSL-1.1"),
    ("Licensed under the PolyForm Noncommercial License 1.0.0", "PolyForm-Noncommercial-1.0.0"),
    ("Licensed under the Functional Source License, Version 1.1, MIT Future License", "FSL-1.1-MIT"),
    (
        "Licensed under the GNU Free Documentation License, Version 1.3 or any later version published by the Free Software Foundation",
        "GFDL-1.3-or-later",
    ),
    (
        "License: GPL-2+\n On Debian systems, the full text of the GNU General Public License version 2 can be found in the file /usr/share/common-licenses/GPL-2.",
        "GPL-2.0-or-later",
    ),
    (
        "Format: https://format.example/copyright-format/1.0/\nUpstream-Name: oven\n\nFiles: *\nCopyright: 2020 Ann Example\nLicense: Expat\n\nFiles: debian/*\nCopyright: 2021 Bo Example\nLicense: GPL-2+\n",
        "MIT AND GPL-2.0-or-later",
    ),
    ("This file is part of Oven. Oven is licensed under the terms of the CeCILL-B license.", "CECILL-B"),
    ("Licensed under the Open Data Commons Open Database License v1.0", "ODbL-1.0"),
)
COLLIDING = (
    "License: PPL-2.0",
    "Licensed under the CSL.",
    "Licensed under the FCL.",
    "License: NPL",
    "Licensed under the BSL.",
    "Licensed under CAL.",
    "Fair licence for all.",
)

NO_LICENCE = (
    "All rights reserved. This software is the property of Example Works, Inc. You may not copy, modify, distribute or use it without a written agreement.",
    'END USER AGREEMENT. By installing the software you agree to pay the fee shown at the shop. The software is licensed, not sold. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY.',
    "You can use the recipes at home. If you sell bread made after them, send us a loaf.",
    "This document describes how the oven works. Turn the knob to the left, wait, and put the bread in.",
    "The members of the cooperative share the tools. Whoever takes a tool brings it back clean.",
    "Proprietary and confidential. Unauthorised copying of this file, via any medium, is strictly prohibited.",
    "Permission to view this page is given to registered readers. No other permission is given.",
    "We thank the authors of the MIT Scheme manual and the Apache web server for their work.",
    'import os\n\n\ndef main(argv):\n    # the licence of the car is checked here\n    return os.environ.get("LICENCE_PLATE", argv[0])\n',
    "class License:\n    def __init__(self, name, commercial=False):\n        self.name = name\n        self.commercial = commercial\n",
    '#include <stdio.h>\n\nint main(void) {\n  /* must not be used before init() */\n  printf("GPL is three letters\\n");\n  return 0;\n}\n',
)
