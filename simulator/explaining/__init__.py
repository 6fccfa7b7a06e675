"""Why a person is as they are, and where a value came from; of a running lab or a run file."""
