"""Plain SCIM 2.0; knows neither product."""
