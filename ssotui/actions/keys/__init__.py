"""Gets role credentials and hands them out: to files, shells, SDKs and the AWS console."""
