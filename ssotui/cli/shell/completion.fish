# Completes ssotui's commands, options, profiles, sessions and formats in fish.
function __ssotui_complete
    set --local before (commandline --tokenize --cut-at-cursor --current-process)
    set --erase before[1]
    set --local now (commandline --cut-at-cursor --current-token | string unescape)
    set --local lines (command ssotui completion fish --word=:$before --word=:"$now" 2>/dev/null)
    switch (string split --max 1 \t -- $lines[1])[1]
        case words
            set --erase lines[1]
            string join -- \n $lines
        case files
            __fish_complete_path "$now"
        case commands
            complete --do-complete "$now"
    end
end
complete --command ssotui --erase
complete --command ssotui --no-files --keep-order --arguments '(__ssotui_complete)'
