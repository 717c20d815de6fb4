# ssotui for bash: `ssotui use` and `u` on its screen switch this shell.
function ssotui {
  local IFS=' ' answer
  case "${1-}" in
    '' | use) ;;
    *)
      command ssotui "$@"
      return
      ;;
  esac
  case " $* " in
    *' -h '* | *' --help '* | *' --shell'*)
      command ssotui "$@"
      return
      ;;
  esac
  answer=$(SSOTUI_SHELL=bash command ssotui "$@") || return
  # Inside eval "$(ssotui use NAME)" the answer is for the shell outside.
  if [ "$BASH_SUBSHELL" -gt 0 ] && [ ! -t 1 ]; then
    printf '%s\n' "$answer"
  fi
  eval "$answer"
}
