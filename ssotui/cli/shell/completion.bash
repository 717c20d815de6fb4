# Completes ssotui's commands, options, profiles, sessions and formats in bash.
function _ssotui {
  local kind typed prefix value quoted
  COMPREPLY=()
  {
    IFS=$'\t' read -r kind typed
    # bash replaces what follows the last of these only.
    prefix=${typed%"${typed##*[:=]}"}
    case "$kind" in
      words)
        while IFS=$'\t' read -r value _; do
          printf -v quoted %q "${value#"$prefix"}"
          COMPREPLY+=("$quoted")
        done
        ;;
      files)
        # The bash of macOS has no compopt.
        if ! compopt -o default 2>/dev/null; then
          while IFS= read -r value; do
            printf -v quoted %q "$value"
            COMPREPLY+=("$quoted")
          done < <(compgen -f -- "$typed")
        fi
        ;;
      commands) while IFS= read -r value; do COMPREPLY+=("$value"); done < <(compgen -c -- "$typed") ;;
    esac
  } < <(command ssotui completion bash --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}
complete -F _ssotui ssotui
