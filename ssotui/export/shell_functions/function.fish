# ssotui for fish: `ssotui use` and `u` on its screen switch this shell.
function ssotui --description 'AWS credentials, and the profile of this shell'
    if test (count $argv) -gt 0; and test "$argv[1]" != use
        command ssotui $argv
        return
    end
    if contains -- -h $argv; or contains -- --help $argv; or string match --quiet -- '--shell*' $argv
        command ssotui $argv
        return
    end
    set --local answer (SSOTUI_SHELL=fish command ssotui $argv)
    or return
    string join -- \n $answer | source
end
