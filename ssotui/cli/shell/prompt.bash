# The prompt begins with what this shell uses and how long it lasts.
function _ssotui_prompt {
  local status=$? segment
  segment=$(command ssotui prompt 2>/dev/null)
  printf '%s' "${segment:+$segment }"
  return "$status"
}
case "$PS1" in
  *_ssotui_prompt*) ;;
  *) PS1='$(_ssotui_prompt)'"$PS1" ;;
esac
