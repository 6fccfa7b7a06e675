"""HTTP interfaces of the Okta side: admin API and our own under /_sim."""
