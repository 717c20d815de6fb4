# Read by the subshell in place of the person's own ENV file: that file, then whose keys these are before their prompt.
if [ -n "${SSOTUI_ENV-}" ]; then
  eval "ENV=\"$SSOTUI_ENV\""
  if [ -r "$ENV" ]; then . "$ENV"; fi
else
  unset ENV
fi
unset SSOTUI_ENV
PS1='${SSOTUI_SUBSHELL:+($SSOTUI_SUBSHELL) }'"${PS1-$ }"
