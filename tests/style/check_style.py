#!/usr/bin/env python3
"""Holds the source tree against the rules of the project that no compiler checks.

Usage: check_style.py ROOT         checks the tree; exits 1 and names each fault
       check_style.py --self-test  checks the checks themselves with small trees, most of them faulty

A tree is a dictionary from path to text. A check is a function from a tree to the faults it finds, each of which is a
line that begins with the path. To add a rule: write such a function, add it to CHECKS and its examples to EXAMPLES.
"""

import ast
import os
import pathlib
import posixpath
import re
import sys

# Who may include whom, besides itself. Nothing points back, and stockpile and financing do not know each other.
BELOW_STORE = ["units", "journal", "stockpile", "financing", "coverage"]
MAY_INCLUDE = {
    "units": [],
    "journal": ["units"],
    "stockpile": ["units", "journal"],
    "financing": ["units", "journal"],
    "coverage": ["units", "journal"],
    "store": BELOW_STORE,
    "audit": [*BELOW_STORE, "store"],
    "operations": [*BELOW_STORE, "store"],
    "reports": [*BELOW_STORE, "store"],
    "cli": [*BELOW_STORE, "store", "audit", "operations", "reports"],
}
# Libraries that one folder alone knows.
RESERVED_HEADERS = {"SQLiteCpp/": "store", "sqlite3": "store", "CLI/": "cli", "toml++/": "cli"}

CLOCK = re.compile(
    r"\b(?:system_clock|utc_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|localtime|gmtime)"
    r"|(?<![\w.>])time\s*\(|\brandom_device\b"
)
SQL_CLOCK = re.compile(r"'now'|\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b", re.IGNORECASE)
FLOATING = re.compile(
    r"\b(?:float|double|stod|stof|stold|strtod|strtof|atof|getDouble)\b|_double\b|(?<![\w.'])\d[\d']*(?:\.\d*|e[+-]?\d)"
)

# Where floating point is needed -> why. Each such file holds that and nothing else.
FLOATING_EXCEPTIONS = {"reports/xlsx_number.cpp": "a spreadsheet knows no other numbers"}

LONGEST_FUNCTION = 60
LONGEST_FILE = 500
# "path" for a file, "path: function" for a function -> why it may be longer. No more than two.
LENGTH_EXCEPTIONS = {}

# Spelt in two parts, because this file is checked, too.
BANNED_WORDS = re.compile(
    r"\bTO" r"DO\b|\bFIX" r"ME\b|\bX" r"XX\b|(?i:\bfor" r" now\b)|(?<![\w.])/wo" r"rk/|\.\./sha" r"red\b"
)


# Reading C++ ----------------------------------------------------------------------------------------------------------

CPP_TOKENS = re.compile(
    r"""//[^\n]*|/\*.*?\*/                             # comments
      |R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"            # raw strings
      |"(?:\\.|[^"\\\n])*"                             # strings
      |(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'             # characters, but not the ' of 1'000
    """,
    re.DOTALL | re.VERBOSE,
)


def blanked(match):
    """The match without its content: a comment becomes blank, a string empty. The lines stay where they are."""
    text = match.group()
    quotes = "" if text.startswith("/") else '""' if text.endswith('"') else "' '"
    return quotes + "\n" * text.count("\n")


def code_only(text):
    return CPP_TOKENS.sub(blanked, text)


def without_comments(text):
    return CPP_TOKENS.sub(lambda m: blanked(m) if m.group().startswith("/") else m.group(), text)


def is_cpp(path):
    return path.endswith((".cpp", ".hpp"))


def folder_of(path):
    """units for src/units/mass.hpp, cli for cli/main.cpp, tests for all of tests/."""
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]


def own_sources(tree):
    """What the program is made of: src, reports and cli, without tests."""
    return {path: text for path, text in tree.items() if is_cpp(path) and folder_of(path) in MAY_INCLUDE}


def matches_by_line(pattern, path, text, what):
    return [
        f"{path}:{number}: {what}: {match.group().strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        for match in pattern.finditer(line)
    ]


# The checks -----------------------------------------------------------------------------------------------------------


def check_includes(tree):
    faults = []
    for path, text in own_sources(tree).items():
        folder = folder_of(path)
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            include = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if include:
                fault = fault_of_include(folder, *include.groups())
                faults += [f"{path}:{number}: {fault}"] if fault else []
    return faults


def fault_of_include(folder, bracket, header):
    for prefix, owner in RESERVED_HEADERS.items():
        if header.startswith(prefix) and folder != owner:
            return f"only {owner} may include {header}"
    target = header.split("/")[0] if "/" in header else None
    if target in MAY_INCLUDE and target != folder and target not in MAY_INCLUDE[folder]:
        return f"{folder} may not include {header}"
    if target in MAY_INCLUDE and bracket == "<":
        return f"our own {header} is included in quotes"
    if target not in MAY_INCLUDE and bracket == '"':
        return f"{header} is included by its path below the root or src"
    return None


def check_clock(tree):
    """Only cli looks at the calendar or the clock: whatever lies below is told the day, so its answers repeat."""
    faults = []
    for path, text in own_sources(tree).items():
        if folder_of(path) != "cli":
            faults += matches_by_line(CLOCK, path, code_only(text), "only cli may ask for the day or the clock")
            faults += matches_by_line(SQL_CLOCK, path, without_comments(text), "SQL asks for the clock")
    for path, text in schema_code(tree).items():
        faults += matches_by_line(SQL_CLOCK, path, text, "SQL asks for the clock")
    return faults


def check_floating_point(tree):
    faults = []
    for path, text in own_sources(tree).items():
        if path in FLOATING_EXCEPTIONS:
            continue
        code = re.sub(r"^\s*#.*", "", code_only(text), flags=re.MULTILINE)
        faults += matches_by_line(FLOATING, path, code, "floating point")
    for path, text in schema_code(tree).items():
        code = re.sub(r"'[^'\n]*'", "''", text)
        faults += matches_by_line(re.compile(r"\b(?:REAL|FLOAT|DOUBLE)\b"), path, code, "floating point")
    return faults


def schema_code(tree):
    files = {path: text for path, text in tree.items() if path.startswith("schema/") and path.endswith(".sql")}
    return {path: re.sub(r"--[^\n]*", "", text) for path, text in files.items()}


def check_length(tree):
    faults, used = [], set()
    for path, text in tree.items():
        lengths = lengths_in(path, text)
        for name, limit, length in lengths:
            if length > limit and name in LENGTH_EXCEPTIONS:
                used.add(name)
            elif length > limit:
                faults.append(f"{name}: {length} lines, {limit} at most")
    faults += [f"{name}: no exception is needed any more" for name in LENGTH_EXCEPTIONS if name not in used]
    if len(LENGTH_EXCEPTIONS) > 2:
        faults.append(f"{len(LENGTH_EXCEPTIONS)} exceptions to the length of functions and files, 2 at most")
    return faults


def lengths_in(path, text):
    """(name, limit, length) of the file, if it is in C++, and of each function in it."""
    if is_cpp(path):
        functions = cpp_functions(text)
        lengths = [(path, LONGEST_FILE, len(text.splitlines()))]
    elif path.endswith(".py") or re.match(r"#!.*python", text):
        functions = python_functions(text)
        lengths = []
    else:
        return []
    return lengths + [(f"{path}: {name}", LONGEST_FUNCTION, length) for name, length in functions]


def python_functions(text):
    found = [n for n in ast.walk(ast.parse(text)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return [(node.name, node.end_lineno - node.lineno + 1) for node in found]


def cpp_functions(text):
    """(name, lines) of each function, from the first line of its head to its closing brace.

    Follows the braces. What stands before one tells whether it opens something that holds functions (a namespace, a
    class), a function, or a value. Good enough for code that clang-format has seen.
    """
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", "", code_only(text), flags=re.MULTILINE)
    functions, holders, head, head_at, position = [], 0, "", 0, 0
    while position < len(code):
        character = code[position]
        if character == "{" and opens_holder(head):
            holders, head = holders + 1, ""
        elif character == "{":
            end = closing_brace(code, position)
            rest = code[end + 1 :].lstrip()
            if head.count("(") > head.count(")") or rest.startswith((",", "{", ")")):
                head += "{}"  # a value within the head: a default argument, or a member's initial value
            else:
                if opens_function(head):
                    functions.append((name_in(head), code.count("\n", head_at, end) + 1))
                head = ""
            position = end
        elif character in ";}" or (character == ":" and re.fullmatch(r"\s*(public|private|protected)", head)):
            head = ""
        elif head or not character.isspace():
            head_at = head_at if head else position
            head += character
        position += 1
    return functions


def closing_brace(code, opening):
    depth = 0
    for position in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[position], 0)
        if depth == 0:
            return position
    return len(code) - 1


def opens_holder(head):
    plain = re.sub(r"\btemplate\s*<[^(]*>", "", head)
    return re.search(r'\b(?:namespace|class|struct|union|extern "")', plain) is not None and "(" not in plain


def opens_function(head):
    plain, before = re.sub(r"\boperator\s*[^\s\w(]+", "", head), None
    while plain != before:  # without what stands in <> and (), innermost first
        before, plain = plain, re.sub(r"<[^<>]*>|\([^()]*\)", "@", plain)
    return "(" in head and "=" not in plain


def name_in(head):
    test_case = re.match(r"\s*(TEST_CASE\w*|SCENARIO)", head)
    name = re.search(r"(?:[\w:~]+|operator\s*[^\s\w(]+)(?=\s*\()", head)
    return test_case.group(1) if test_case else name.group() if name else "?"


def check_schema_names(tree):
    """Migrations are numbered from 1 without a gap, which is the order they are applied in."""
    names = sorted(path for path in tree if re.fullmatch(r"schema/[^/]+\.sql", path))
    wrong = [path for path in names if not re.match(r"schema/\d{3}_[a-z0-9_]+\.sql$", path)]
    faults = [f"{path}: a migration is named like 001_book.sql" for path in wrong]
    numbers = [int(path[7:10]) for path in names if not faults]
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"schema/: the migrations are numbered {numbers}, not 1, 2, 3, ...")
    return faults


NAMESPACE_OF_FILE = re.compile(r"^namespace ([\w:]+) \{", re.MULTILINE)
TYPE_DEFINED = re.compile(r"^(?:struct|class|enum(?: class)?) (\w+)\b(?![^\n;{]*;)", re.MULTILINE)


def check_types_named_once(tree):
    """Two types of one name in one namespace are one to the linker, which then runs the code of either for both."""
    where = {}
    for path, text in tree.items():
        if not path.endswith(".hpp"):
            continue
        code = code_only(text)
        namespace = NAMESPACE_OF_FILE.search(code)
        for name in TYPE_DEFINED.findall(code):
            where.setdefault((namespace.group(1) if namespace else "", name), []).append(path)
    return [f"{paths[0]}: {name} is defined in {' and '.join(paths)}" for (_, name), paths in where.items() if len(paths) > 1]


FUNCTION = re.compile(r"^(?=\S)(?!return\b|using\b|throw\b|else\b)[\w:<>,&*\[\] ]*[\w>&*] ?(?<=[ &*])(\w+)\(([^(){};]*)\)[^;{}=()]*[;{]", re.MULTILINE)
NAMELESS = re.compile(r"^namespace \{\n(.*?)^\} // namespace$", re.MULTILINE | re.DOTALL)  # as clang-format ends it
TEXTS = {"string", "string_view", "char*"}  # what one can be given for another


def signatures_in(code):
    """(name, types of the parameters) of the functions that begin at the margin."""
    found = set()
    for name, parameters in FUNCTION.findall(code):
        types = [re.sub(r"\bconst\b|\bstd::|&|\s*=.*| (?=\*)", "", type_) for type_ in re.split(r",(?![^<]*>)", parameters)]
        types = [re.sub(r"\s+\w+$", "", type_.strip()) for type_ in types]
        found.add((name, tuple("text" if type_ in TEXTS else type_ for type_ in types)))
    return found


def check_hiding(tree):
    """A function of a file alone (in a nameless namespace) hides one of the namespace around its own, for the files that are compiled
    with it: calls of theirs would mean that one, without a word from the compiler where it takes the same."""
    around = {}
    for path, text in own_sources(tree).items():
        code = code_only(text)
        namespace = NAMESPACE_OF_FILE.search(code)
        if path.endswith(".hpp") and namespace:
            for signature in signatures_in(code):
                around.setdefault((namespace.group(1), signature), path)
    faults = []
    for path, text in own_sources(tree).items():
        namespace = NAMESPACE_OF_FILE.search(code_only(text))
        outer = namespace.group(1).rpartition("::")[0] if namespace else ""
        own = set().union(*(signatures_in(code_only(block)) for block in NAMELESS.findall(text))) if path.endswith(".cpp") else ()
        faults += [f"{path}: {s[0]} hides that of {around[outer, s]}" for s in sorted(own) if (outer, s) in around]
    return faults


def check_banned_words(tree):
    return [fault for path, text in tree.items() for fault in matches_by_line(BANNED_WORDS, path, text, "banned")]


MANUAL = "docs/MANUAL.md"
RULES = "src/units/refusal_rules.def"


def check_refusals(tree):
    """Each rule's word stands in the manual and in a test."""
    words = re.findall(r"^PVAULT_RULE\((\w+)", tree.get(RULES, ""), re.MULTILINE)
    tests = "\n".join(text for path, text in tree.items() if re.match(r"tests/(?!style/).*(?<!\.md)$", path))
    faults = []
    for word in words:
        occurs = re.compile(rf"\b{word}\b")
        if MANUAL in tree and not occurs.search(tree[MANUAL]):
            faults.append(f"{RULES}: {word} is not explained in {MANUAL}")
        if MANUAL in tree and not occurs.search(tests):
            faults.append(f"{RULES}: {word} is in no test")
    return faults


def check_links(tree):
    """Relative links in Markdown lead to something that is there."""
    faults = []
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(\s*<?([^)>\s]+)", prose):
            if re.match(r"[a-z]+:|#", target):
                continue
            file = posixpath.normpath(posixpath.join(posixpath.dirname(path), target.split("#")[0]))
            if file != "." and file not in tree and not any(other.startswith(file + "/") for other in tree):
                faults.append(f"{path}: the link {target} leads nowhere")
    return faults


CHECKS = {
    "includes follow the direction of the folders": check_includes,
    "only cli knows the day": check_clock,
    "no floating point": check_floating_point,
    "functions and files are short": check_length,
    "migrations are numbered": check_schema_names,
    "no two types have one name": check_types_named_once,
    "no function of a file hides another": check_hiding,
    "no banned words": check_banned_words,
    "refusals are explained and tested": check_refusals,
    "links lead somewhere": check_links,
}


# The checks of the checks ---------------------------------------------------------------------------------------------

LONG_BODY = "  f();\n" * 59
# (check, tree, what a fault must say, or None where there must be no fault)
EXAMPLES = [
    (check_includes, {"src/units/a.hpp": '#include "journal/entry.hpp"\n'}, "units may not include journal/entry.hpp"),
    (check_includes, {"src/stockpile/a.cpp": '#include "financing/a.hpp"\n'}, "stockpile may not include"),
    (check_includes, {"src/financing/a.cpp": '#include "stockpile/a.hpp"\n'}, "financing may not include"),
    (check_includes, {"src/operations/a.cpp": '#include "reports/table.hpp"\n'}, "operations may not include"),
    (check_includes, {"reports/a.cpp": '#include "operations/a.hpp"\n'}, "reports may not include"),
    (check_includes, {"src/store/a.cpp": '#include "cli/a.hpp"\n'}, "store may not include"),
    (check_includes, {"src/audit/a.cpp": "#include <SQLiteCpp/Database.h>\n"}, "only store may include"),
    (check_includes, {"cli/a.cpp": "#  include <sqlite3.h>\n"}, "only store may include sqlite3.h"),
    (check_includes, {"reports/a.cpp": "#include <CLI/CLI.hpp>\n"}, "only cli may include"),
    (check_includes, {"src/units/a.cpp": '#include "mass.hpp"\n'}, "by its path"),
    (check_includes, {"src/units/a.cpp": '#include "../units/mass.hpp"\n'}, "by its path"),
    (check_includes, {"src/units/a.cpp": "#include <units/mass.hpp>\n"}, "in quotes"),
    (check_includes, {"cli/a.cpp": '#include "store/a.hpp"\n#include "cli/b.hpp"\n#include <CLI/CLI.hpp>\n'}, None),
    (check_includes, {"src/store/a.cpp": '#include "units/a.hpp"\n#include <sqlite3.h>\n#include <string>\n'}, None),
    (check_includes, {"src/units/a.cpp": '// #include "cli/a.hpp"\n'}, None),
    (check_includes, {"tests/a.cpp": '#include "cli/a.hpp"\n#include <sqlite3.h>\n'}, None),
    (check_clock, {"src/store/a.cpp": "auto t = std::chrono::system_clock::now();\n"}, "system_clock"),
    (check_clock, {"reports/a.cpp": "auto t = std::time(nullptr);\n"}, "time("),
    (check_clock, {"reports/a.cpp": "auto t = time (nullptr);\n"}, "time ("),
    (check_clock, {"src/units/a.cpp": "gmtime_r(&t, &parts);\n"}, "gmtime"),
    (check_clock, {"src/store/a.cpp": "exec(\"SELECT date('now')\");\n"}, "'now'"),
    (check_clock, {"schema/001_a.sql": "x TEXT DEFAULT CURRENT_TIMESTAMP\n"}, "CURRENT_TIMESTAMP"),
    (check_clock, {"cli/a.cpp": "std::chrono::system_clock::now();\n"}, None),
    (check_clock, {"src/units/a.cpp": "// no system_clock\nauto t = entry.time();\nauto u = real_time();\n"}, None),
    (check_floating_point, {"src/units/a.cpp": "double d;\n"}, "double"),
    (check_floating_point, {"reports/a.cpp": "auto d = 1'000.5;\n"}, "1'000.5"),
    (check_floating_point, {"reports/a.cpp": "auto d = 1e9;\n"}, "1e9"),
    (check_floating_point, {"cli/a.cpp": "auto d = std::stod(text);\n"}, "stod"),
    (check_floating_point, {"src/store/a.cpp": "sqlite3_column_double(s, 1);\n"}, "_double"),
    (check_floating_point, {"schema/001_a.sql": "mass_kg REAL\n"}, "REAL"),
    (check_floating_point, {"schema/001_a.sql": "CHECK (typeof(x) <> 'REAL') -- REAL\n"}, None),
    (check_floating_point, {"src/units/a.cpp": '/* a float */ f("double", R"(1.5)"); // double\n'}, None),
    (check_floating_point, {"src/units/a.cpp": "f('\"', 1'000, a.b, 0x1e9, \"double\");\n"}, None),
    (check_floating_point, {"tests/a.cpp": "double d;\n"}, None),
    (check_floating_point, {"reports/xlsx_number.cpp": "double d;\n"}, None),
    (check_floating_point, {"reports/xlsx_number.hpp": "double d;\n"}, "double"),
    (check_length, {"src/units/a.cpp": "namespace a {\nint g(int x = {}) {\n" + LONG_BODY + "}\n}\n"}, "g: 61 lines"),
    (check_length, {"src/units/a.cpp": "A::A(int x)\n    : a_{x}, b_(x) {\n" + LONG_BODY + "}\n"}, "A::A: 62 lines"),
    (check_length, {"cli/a.cpp": "struct A {\n bool operator==(A b) const {\n" + LONG_BODY + "}\n};\n"}, "61 lines"),
    (check_length, {"cli/a.cpp": "template <class T = int>\nT f(T x) noexcept {\n" + LONG_BODY + "}\n"}, "f: 62 lines"),
    (check_length, {"cli/a.cpp": "void f() {\n  auto g = [] { h(); };\n  if (x) {\n" + LONG_BODY + "}\n}"}, "f: 64"),
    (check_length, {"tests/a.cpp": 'TEST_CASE("a {") {\n' + LONG_BODY + "}\n"}, "TEST_CASE: 61 lines"),
    (check_length, {"tests/a.py": "def f():\n" + "    pass\n" * 60}, "f: 61 lines"),
    (check_length, {"src/units/a.cpp": "int x;\n" * 501}, "501 lines"),
    (check_length, {"src/units/a.cpp": "int g() {\n" + "  f();\n" * 58 + "}\n" + "int h();\n" * 9}, None),
    (check_length, {"src/units/a.cpp": "const std::map<int, int> all = {\n" + "  {1, 2},\n" * 90 + "};\n"}, None),
    (check_length, {"cli/a.cpp": "class A : public B {\npublic:\n" + "  int f() { return 1; }\n" * 90 + "};\n"}, None),
    (check_schema_names, {"schema/book.sql": ""}, "named like"),
    (check_schema_names, {"schema/001_a.sql": "", "schema/003_b.sql": ""}, "[1, 3]"),
    (check_schema_names, {"schema/001_a.sql": "", "schema/001_b.sql": ""}, "[1, 1]"),
    (check_schema_names, {"schema/001_a.sql": "", "schema/002_b.sql": ""}, None),
    (check_types_named_once, {p: "namespace a {\nstruct B {\n" for p in ("src/c.hpp", "src/d.hpp")}, "B is defined in"),
    (check_types_named_once, {p: "namespace a {\nenum class B {};\n" for p in ("src/c.hpp", "cli/d.hpp")}, "cli/d.hpp"),
    (check_types_named_once, {p: "namespace a {\nstruct B;\nclass C;\n" for p in ("src/c.hpp", "src/d.hpp")}, None),
    (check_types_named_once, {"a.hpp": "namespace a {\nstruct B {};\n", "b.hpp": "namespace b {\nstruct B {};\n"}, None),
    (
        check_hiding,
        {"src/units/a.hpp": "namespace p {\nstd::string f(std::string_view text);\n", "cli/b.cpp": "namespace p::cli {\n\nnamespace {\n\nstd::string f(const std::string& x) {\n}\n\n} // namespace\n"},
        "f hides that of src/units/a.hpp",
    ),
    (
        check_hiding,
        {"src/units/a.hpp": "namespace p {\nint f(A a);\n", "cli/b.cpp": "namespace p::cli {\nnamespace {\nint f(B b) {\n}\n} // namespace\nint f(A a) {\n}\n", "src/units/c.cpp": "namespace p {\nnamespace {\nint f(A a) {\n}\n} // namespace\n"},
        None,
    ),
    (check_banned_words, {"a.cpp": "// TO" "DO: later\n"}, "a.cpp:1"),
    (check_banned_words, {"a.md": "\nfine for" " now.\n"}, "a.md:2"),
    (check_banned_words, {"a": "FIX" "ME"}, "banned"),
    (check_banned_words, {"a": "X" "XX"}, "banned"),
    (check_banned_words, {"a": "cd /wo" "rk/main"}, "banned"),
    (check_banned_words, {"a": "see ../sha" "red/x"}, "banned"),
    (check_banned_words, {"a": "mktemp a.XXXXXX; https://example.org/work/; for nowhere"}, None),
    (check_refusals, {RULES: "PVAULT_RULE(a_b, book)\n", MANUAL: "a_bc", "tests/t.test": "a_b"}, "not explained"),
    (check_refusals, {RULES: "PVAULT_RULE(a_b, book)\n", MANUAL: "`a_b`", "src/t.cpp": "a_b"}, "in no test"),
    (check_refusals, {RULES: "PVAULT_RULE(a_b, book)\n", MANUAL: "`a_b`", "tests/t.md": "a_b"}, "in no test"),
    (check_refusals, {RULES: "PVAULT_RULE(a_b, book)\n", MANUAL: "`a_b`", "tests/t.test": "refused: a_b: no"}, None),
    (check_links, {"docs/a.md": "[b](b.md)\n"}, "b.md leads nowhere"),
    (check_links, {"docs/a.md": "![b](../c/b.png)\n"}, "leads nowhere"),
    (check_links, {"docs/a.md": "[b](../b.md#c) [d](../src)\n", "b.md": "", "src/a.cpp": ""}, None),
    (check_links, {"docs/a.md": "[e](https://e.org) [f](#g) `[h](i)`\n```\n[j](k)\n```\n"}, None),
]


def self_test():
    failures = 0
    for check, tree, expected in EXAMPLES:
        faults = check(tree)
        if (expected is None and faults) or (expected is not None and not any(expected in fault for fault in faults)):
            failures += 1
            print(f"{check.__name__}({tree!r})\n  expected {expected!r}, got {faults}")
    untested = [check.__name__ for check in CHECKS.values() if not any(e[0] is check and e[2] for e in EXAMPLES)]
    print(f"examples: {len(EXAMPLES) - failures} passed, {failures} failed")
    print(f"checks without an example: {', '.join(untested) or 'none'}")
    return 1 if failures or untested else 0


# The tree on disk -----------------------------------------------------------------------------------------------------


def read_tree(root):
    tree = {}
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in (".git", "build", ".cache", "__pycache__"))
        for file in sorted(files):
            path = pathlib.Path(folder, file)
            try:
                text = path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, FileNotFoundError):  # a binary file, a dangling link
                text = ""
            tree[path.relative_to(root).as_posix()] = text
    return tree


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.argv[1] == "--self-test":
        return self_test()
    tree = read_tree(pathlib.Path(sys.argv[1]))
    failed = 0
    for name, check in CHECKS.items():
        faults = check(tree)
        failed += bool(faults)
        print(f"{'FAILED' if faults else 'ok':6} {name}")
        for fault in faults:
            print(f"       {fault}")
    if MANUAL not in tree:
        print(f"note: {MANUAL} is not there, so it was not checked that it explains the refusals")
    print(f"{len(tree)} files: {len(CHECKS) - failed} checks passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
