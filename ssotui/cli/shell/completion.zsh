#compdef ssotui
# Completes ssotui's commands, options, profiles, sessions and formats in zsh.
function _ssotui {
  local -a asked lines values shown
  local line
  asked=("${(@)${(@Q)words[2,CURRENT-1]}/#/--word=:}" "--word=:${(Q)PREFIX}")
  lines=("${(@f)$(command ssotui completion zsh "${(@)asked}" 2>/dev/null)}")
  case "${lines[1]%%$'\t'*}" in
    words)
      for line in "${(@)lines[2,-1]}"; do
        values+=("${line%%$'\t'*}")
        shown+=("${line/$'\t'/  -- }")
      done
      compadd -Q -l -d shown -- "${(@q)values}"
      ;;
    files) _files ;;
    commands) _command_names -e ;;
  esac
}
if [[ "${funcstack[1]-}" == _ssotui ]]; then
  _ssotui "$@"
elif (( ${+functions[compdef]} )); then
  compdef _ssotui ssotui
fi
