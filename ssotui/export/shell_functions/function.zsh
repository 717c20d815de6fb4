# ssotui for zsh: `ssotui use` and `u` on its screen switch this shell.
function ssotui {
  emulate -L zsh
  local answer
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
  answer=$(SSOTUI_SHELL=zsh command ssotui "$@") || return
  # Inside eval "$(ssotui use NAME)" the answer is for the shell outside.
  if [[ $ZSH_SUBSHELL -gt 0 && ! -t 1 ]]; then
    print -r -- "$answer"
  fi
  eval "$answer"
}
