"""Write the made pages: ``make docs``."""

from tests.docs.pages import ROOT, pages

if __name__ == "__main__":
    for path, text in pages().items():
        changed = not path.exists() or path.read_text("utf-8") != text
        path.write_text(text, "utf-8")
        print(f"{path.relative_to(ROOT)}{'' if changed else ' (as it was)'}")
