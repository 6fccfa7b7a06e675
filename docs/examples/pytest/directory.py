"""What this project does: keep a company's staff list in step with Okta, and report on ZITADEL."""

import httpx


class OktaDirectory:
    """The people of an Okta tenant, through its management API."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=url, headers={"Authorization": f"SSWS {token}"})

    def __enter__(self) -> "OktaDirectory":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def hire(self, email: str, first_name: str, last_name: str, app_id: str) -> str:
        """Create somebody and give them access to the app."""
        profile = {
            "login": email,
            "email": email,
            "firstName": first_name,
            "lastName": last_name,
        }
        made = self._http.post("/api/v1/users", json={"profile": profile}).raise_for_status()
        user_id = made.json()["id"]
        assigned = self._http.post(
            f"/api/v1/apps/{app_id}/users", json={"id": user_id, "scope": "USER"}
        )
        assigned.raise_for_status()
        return str(user_id)

    def dismiss(self, user_id: str) -> None:
        """Deactivate somebody."""
        self._http.post(f"/api/v1/users/{user_id}/lifecycle/deactivate").raise_for_status()


def active_accounts(scim_base_url: str, token: str) -> list[str]:
    """Return the user names of everybody who may sign in to ZITADEL."""
    found: list[str] = []
    with httpx.Client(headers={"Authorization": f"Bearer {token}"}) as http:
        while True:
            page = http.get(
                f"{scim_base_url}/Users", params={"startIndex": len(found) + 1, "count": 100}
            )
            listed = page.raise_for_status().json()
            resources = listed.get("Resources", [])
            found += [each["userName"] for each in resources if each.get("active")]
            if len(resources) < 100:
                return found
