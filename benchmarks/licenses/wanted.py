# SPDX-FileCopyrightText: 2026 The hubnotice developers
# SPDX-License-Identifier: Apache-2.0
"""Which texts the pack of license templates is made from, and which words of them are not terms."""

from __future__ import annotations

from collections.abc import Mapping

HUB_SPDX = {
    "apache-2.0": "Apache-2.0",
    "mit": "MIT",
    "afl-3.0": "AFL-3.0",
    "artistic-2.0": "Artistic-2.0",
    "bsl-1.0": "BSL-1.0",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "bsd-3-clause-clear": "BSD-3-Clause-Clear",
    "c-uda": "C-UDA-1.0",
    "cc0-1.0": "CC0-1.0",
    "cc-by-2.0": "CC-BY-2.0",
    "cc-by-2.5": "CC-BY-2.5",
    "cc-by-3.0": "CC-BY-3.0",
    "cc-by-4.0": "CC-BY-4.0",
    "cc-by-sa-3.0": "CC-BY-SA-3.0",
    "cc-by-sa-4.0": "CC-BY-SA-4.0",
    "cc-by-nc-2.0": "CC-BY-NC-2.0",
    "cc-by-nc-3.0": "CC-BY-NC-3.0",
    "cc-by-nc-4.0": "CC-BY-NC-4.0",
    "cc-by-nd-4.0": "CC-BY-ND-4.0",
    "cc-by-nc-nd-3.0": "CC-BY-NC-ND-3.0",
    "cc-by-nc-nd-4.0": "CC-BY-NC-ND-4.0",
    "cc-by-nc-sa-2.0": "CC-BY-NC-SA-2.0",
    "cc-by-nc-sa-3.0": "CC-BY-NC-SA-3.0",
    "cc-by-nc-sa-4.0": "CC-BY-NC-SA-4.0",
    "cdla-sharing-1.0": "CDLA-Sharing-1.0",
    "cdla-permissive-1.0": "CDLA-Permissive-1.0",
    "cdla-permissive-2.0": "CDLA-Permissive-2.0",
    "wtfpl": "WTFPL",
    "ecl-2.0": "ECL-2.0",
    "epl-1.0": "EPL-1.0",
    "epl-2.0": "EPL-2.0",
    "etalab-2.0": "etalab-2.0",
    "eupl-1.1": "EUPL-1.1",
    "eupl-1.2": "EUPL-1.2",
    "agpl-3.0": "AGPL-3.0-only",
    "gfdl": "GFDL-1.3-only",
    "gpl-2.0": "GPL-2.0-only",
    "gpl-3.0": "GPL-3.0-only",
    "lgpl-2.1": "LGPL-2.1-only",
    "lgpl-3.0": "LGPL-3.0-only",
    "isc": "ISC",
    "lppl-1.3c": "LPPL-1.3c",
    "ms-pl": "MS-PL",
    "mpl-2.0": "MPL-2.0",
    "odc-by": "ODC-By-1.0",
    "odbl": "ODbL-1.0",
    "openmdw-1.0": "OpenMDW-1.0",
    "osl-3.0": "OSL-3.0",
    "postgresql": "PostgreSQL",
    "ofl-1.1": "OFL-1.1",
    "ncsa": "NCSA",
    "unlicense": "Unlicense",
    "zlib": "Zlib",
    "pddl": "PDDL-1.0",
    "lgpl-lr": "LGPLLR",
}
"""The Hub's identifiers that SPDX's list has, all of them."""

OTHER_SPDX = (
    "0BSD",
    "AFL-2.1",
    "AGPL-1.0-only",
    "Apache-1.0",
    "Apache-1.1",
    "APSL-2.0",
    "Artistic-1.0",
    "Beerware",
    "BlueOak-1.0.0",
    "BSD-1-Clause",
    "BSD-2-Clause-Patent",
    "BSD-3-Clause-LBNL",
    "BSD-3-Clause-Modification",
    "BSD-3-Clause-No-Nuclear-License",
    "BSD-4-Clause",
    "BSD-Source-Code",
    "BUSL-1.1",
    "bzip2-1.0.6",
    "CC-BY-1.0",
    "CC-BY-NC-1.0",
    "CC-BY-NC-2.5",
    "CC-BY-NC-ND-2.0",
    "CC-BY-NC-ND-2.5",
    "CC-BY-NC-SA-1.0",
    "CC-BY-NC-SA-2.5",
    "CC-BY-ND-2.0",
    "CC-BY-ND-3.0",
    "CC-BY-SA-1.0",
    "CC-BY-SA-2.0",
    "CC-BY-SA-2.5",
    "CDDL-1.0",
    "CDDL-1.1",
    "CECILL-2.1",
    "CECILL-B",
    "CECILL-C",
    "CNRI-Python",
    "CPL-1.0",
    "curl",
    "Elastic-2.0",
    "EUPL-1.0",
    "GFDL-1.1-only",
    "GFDL-1.2-only",
    "GPL-1.0-only",
    "HPND",
    "ICU",
    "IJG",
    "JSON",
    "LGPL-2.0-only",
    "Libpng",
    "libpng-2.0",
    "MIT-0",
    "MIT-CMU",
    "MIT-Modern-Variant",
    "MPL-1.0",
    "MPL-1.1",
    "MS-RL",
    "MulanPSL-2.0",
    "NPOSL-3.0",
    "NTP",
    "O-UDA-1.0",
    "OGL-UK-3.0",
    "OpenSSL",
    "OSL-2.1",
    "PHP-3.01",
    "PolyForm-Noncommercial-1.0.0",
    "PolyForm-Small-Business-1.0.0",
    "PSF-2.0",
    "Python-2.0",
    "Ruby",
    "SSPL-1.0",
    "TCL",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "UPL-1.0",
    "Vim",
    "W3C",
    "X11",
    "Zed",
    "ZPL-2.1",
)
"""Common licenses of software and data beside them; they are known by their SPDX identifier in lower case."""

SAME_TEXT = (
    r".*-or-later|.*\+|GFDL-.*-(?:no-)?invariants-.*|MPL-2\.0-no-copyleft-exception|OFL-.*RFN|.*-Combined-Work-Exception|"
    r"A?GPL-\d\.\d|LGPL-\d\.\d|GFDL-\d\.\d|GPL-\d\.\d-with-.*|eCos-2\.0|StandardML-NJ|wxWindows|Nunit|BSD-2-Clause-(?:Free|Net)BSD|"
    r"bzip2-1\.0\.5|Net-SNMP"
)
"""SPDX identifiers, as an expression, that are another one's text with another statement about it, or are deprecated."""

SCANCODE_WANTED = {
    "apple-excl": "apple-ascl",
    "bigcode-open-rail-m-v1": "bigcode-openrail-m",
    "bigscience-open-rail-m": "bigscience-openrail-m",
    "bigscience-rail-1.0": "bigscience-bloom-rail-1.0",
    "c-uda-1.0": "c-uda",
    "cc-by-nc-nd-4.0": "cc-by-nc-nd-4.0",
    "cc-by-nc-4.0": "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0": "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0": "cc-by-nd-4.0",
    "cc-by-sa-4.0": "cc-by-sa-4.0",
    "cc-by-4.0": "cc-by-4.0",
    "chameleon-research-2024": "fair-chameleon",
    "deepseek-la-1.0": "deepseek",
    "etalab-2.0": "etalab-2.0",
    "etalab-2.0-en": "etalab-2.0",
    "exaone-ai-model-1.1-nc": "exaone",
    "fair-ai-public-1.0": "fair-ai-public-1.0",
    "fair-ai-public-1.0-sd": "fair-ai-public-1.0-sd",
    "falcon-2-11b-1.0": "falcon-2",
    "flux-1-nc": "flux-1-dev-non-commercial-license",
    "gemma-pup-2024-02-21": "gemma-prohibited-use-policy",
    "gemma-tou-2024-04-01": "gemma",
    "gemma-tou-2025-03-24": "gemma",
    "hyperclova-x-seed-2025": "hyperclovax-seed",
    "llama-2-license-2023": "llama2",
    "llama-3.1-license-2024": "llama3.1",
    "llama-3.2-license-2024": "llama3.2",
    "llama-3.3-license-2024": "llama3.3",
    "llama-4-cla-2025": "llama4",
    "llama-4-license-2025": "llama4-acceptable-use-policy",
    "llama-license-2023": "llama1",
    "moonshot-ai-modified-mit-2025": "modified-mit-kimi",
    "nvidia-open-model-2025-04-28": "nvidia-open-model-license",
    "open-weights-permissive-1.0.0": "open-weights-permissive",
    "openmdw-1.0": "openmdw-1.0",
    "qwen-2024": "qwen",
    "stability-ai-community-2024": "stabilityai-ai-community",
    "stability-ai-nc-2023-12-06": "stability-nc",
    "stable-diffusion-2022-08-22": "creativeml-openrail-m",
    "tencent-hunyuan-3d-2.0-cla": "tencent-hunyuan-3d",
    "tongyi-qianwen-2023": "tongyi-qianwen",
    # Wordings of common licenses that differ from those of SPDX's list.
    "apache-2.0": "apache-2.0",
    "bsd-new": "bsd-3-clause",
    "bsd-simplified": "bsd-2-clause",
    "gpl-2.0": "gpl-2.0",
    "gpl-3.0": "gpl-3.0",
    "isc": "isc",
    "mit": "mit",
    "mpl-2.0": "mpl-2.0",
    "python": "python-2.0",
    "zlib": "zlib",
}
"""LicenseDB's keys and ours."""

VARIANTS: tuple[tuple[str, str, str], ...] = (
    ("mit", "and this permission notice shall", "and this permission notice (including the next paragraph) shall"),
    ("isc", "modify, and/or distribute", "modify, and distribute"),
    (
        "bsd-3-clause",
        "Neither the name of the copyright holder nor the names of its contributors may",
        "Neither the name of the author nor the names of contributors may",
    ),
    (
        "bsd-3-clause",
        "Neither the name of the copyright holder nor the names of its contributors may be",
        "The name of the author may not be",
    ),
)
"""Wordings that SPDX's matching guidelines take for the same license: id, words of its text, and what stands there instead."""

FOLDER_IDS = {"modified-mit-minimax": "modified-mit-minimax-m2.5-code"}
"""Names of files in the folder of texts that are not the ids of their licenses."""

CUT_AFTER = {"lgpl-3.0": "permanent authorization for you to choose that version for the Library."}
"""SPDX's text of this license is followed by that of another one."""

TERMS: tuple[tuple[str, str, str], ...] = (
    (
        r"apache-2\.0",
        '"License" shall mean the terms and conditions',
        "accepting any such warranty or additional liability",
    ),
    (r"cc-by.*-4\.0", "By exercising the Licensed Rights", "legal processes of any jurisdiction or authority"),
    (
        r"cc-by.*-3\.0",
        "THE WORK (AS DEFINED BELOW) IS PROVIDED",
        "restrict the license of any rights under applicable law",
    ),
    (
        r"cc-by.*-[12]\.\d",
        "THE WORK (AS DEFINED BELOW) IS PROVIDED",
        "mutual written agreement of the Licensor and You",
    ),
    (r"cc0-1\.0", "Statement of Purpose", "no duty or obligation with respect to this CC0 or use of the Work"),
)
"""Licenses by an expression for their ids, and the words that their terms begin and end with, where layout cannot tell."""
APPENDIX = r"(?m)^\W*(?:end of terms and conditions|exhibit a\b|addendum: how to use this license)"
"""What follows is no term but says how to use the license."""
WITH_APPENDIX = r"(?:a?gpl|lgpl|gfdl|mpl|apache|ecl)-.*|gfdl|sspl-1\.0"
"""Licenses for which `APPENDIX` is looked for. In those of models a line that ends the terms is followed by restrictions."""

NAMED = (
    "the copyright holders and contributors",
    "the copyright holder and contributors",
    "the copyright owner and contributors",
    "the copyright holders or contributors",
    "the copyright holder or contributors",
    "the copyright owner or contributors",
    "the copyright holder nor the names of its contributors",
    "the organization nor the names of its contributors",
    "the copyright holder",
    "the copyright owner",
    "the organization",
    "the authors or contributors",
    "the author",
    "the authors",
    "the regents and contributors",
    "the regents or contributors",
    "the contributors or copyright holders",
    "the owner",
)
"""Words of short licenses that everybody replaces by a name."""
WITH_NAMES = frozenset(
    [
        "0bsd",
        "apache-1.1",
        "beerware",
        "bsd-1-clause",
        "bsd-2-clause",
        "bsd-2-clause-patent",
        "bsd-3-clause",
        "bsd-3-clause-clear",
        "bsd-4-clause",
        "bsd-source-code",
        "curl",
        "hpnd",
        "isc",
        "mit-cmu",
        "mit-modern-variant",
        "ncsa",
        "ntp",
        "postgresql",
        "x11",
        "zpl-2.1",
    ]
)
"""The licenses that `NAMED` is looked for in."""

HEADERS: Mapping[str, tuple[str, str, str]] = {
    "apache-2.0": ("Apache-2.0", "Licensed under the Apache License, Version 2.0", "limitations under the License."),
    "gpl-2.0": ("GPL-2.0-only", "This program is free software;", "02110-1301, USA."),
    "gpl-3.0": ("GPL-3.0-only", "This program is free software:", "gnu.org/licenses/>."),
    "agpl-3.0": ("AGPL-3.0-only", "This program is free software:", "gnu.org/licenses/>."),
    "lgpl-2.1": ("LGPL-2.1-only", "This library is free software;", "02110-1301"),
    "mpl-2.0": ("MPL-2.0", "This Source Code Form is subject to", "mozilla.org/MPL/2.0/."),
}
"""License id to SPDX id and the first and last words of the paragraph by which files refer to it."""
