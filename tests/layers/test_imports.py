"""The import contract: who may know whom, each rule with its reason."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Libraries that cost hundreds of milliseconds or megabytes: the web process must never load them.
HEAVY = {"torch", "librosa", "music21", "onnxruntime", "swift_f0", "verovio", "av", "numba", "scipy"}


def modules(package: str) -> dict[str, Path]:
    """Dotted name -> file of every module of a package."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, *, top_level_only: bool = False) -> set[str]:
    """Dotted names a file imports; optionally only what is imported when it is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in _loaded(tree) if top_level_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _loaded(tree: ast.Module) -> list[ast.AST]:
    """Nodes that run at import time: everything outside functions and outside `if TYPE_CHECKING`."""
    queue: list[ast.AST] = list(tree.body)
    found = []
    while queue:
        node = queue.pop()
        found.append(node)
        is_typing = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and not is_typing:
            queue.extend(ast.iter_child_nodes(node))
    return found


@pytest.mark.parametrize("name", modules("tutor"))
def test_the_engine_knows_no_web_framework(name: str) -> None:
    """The engine must run where there is no Django, no Celery and no database."""
    roots = {imported.split(".")[0] for imported in imports(modules("tutor")[name])}
    assert not roots & {"django", "celery", "lessons", "kombu"}


def test_modules_have_no_import_circles() -> None:
    """A circle means two ideas that cannot be read, tested or moved apart."""
    everything = modules("tutor") | modules("lessons")
    graph = {
        name: {i for i in imports(path, top_level_only=True) if i in everything and i != name}
        for name, path in everything.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"import circle: {' -> '.join((*trail[trail.index(name) :], name))}"
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_pages_are_served_without_loading_the_heavy_libraries() -> None:
    """Torch alone costs a web process seconds and hundreds of megabytes."""
    code = (
        "import os, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'lessons.settings');"
        "import django; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "import lessons.wsgi;"
        f"print(sorted(set({sorted(HEAVY)!r}) & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert loaded.strip().splitlines()[-1] == "[]"
