"""``explain`` on a lab that is running, by its file and by its address."""

import json
from pathlib import Path

from tests.e2e.lab import Lab, scimulator


def test_a_running_lab_is_explained_by_file_and_by_address(lab: Lab, tmp_path: Path) -> None:
    """Both say the same; the address needs the lab's token."""
    lab.do("okta.app.settings", set={"post_password": "policy"})
    lab.do("okta.user.create", login="maple@example.com", firstName="Maple", lastName="Leaf")
    lab.do("okta.assign", user="maple")
    lab.do("lab.settle")
    okta = lab.facts["okta"]

    args = ("explain", "maple", "name.familyName", "--json", "--attach")
    by_file = scimulator(tmp_path, *args, lab.facts["db"])
    by_address = scimulator(tmp_path, *args, okta["url"], "--token", okta["token"])

    assert (by_file.returncode, by_file.stderr) == (0, "")
    assert json.loads(by_file.stdout) == json.loads(by_address.stdout)
    assert "is 'Leaf', from Okta's lastName" in json.loads(by_file.stdout)["answer"]
