"""SiteMinder pmsXchange: OpenTravel in SOAP, for hotels that use SiteMinder's channel manager."""
