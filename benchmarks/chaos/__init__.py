"""Kill and freeze everything while reports stream in; then audit that nothing acknowledged was lost."""
