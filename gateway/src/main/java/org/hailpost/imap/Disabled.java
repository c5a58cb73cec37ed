package org.hailpost.imap;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Capabilities that a session does without because somebody said so: not announced, their commands
 * unknown, their words refused in others.
 */
final class Disabled {
    /** What each can be done without of the commands that are there for nothing else. */
    private static final Map<String, Set<String>> COMMANDS =
            Map.ofEntries(
                    Map.entry("ID", Set.of("ID")),
                    Map.entry("IDLE", Set.of("IDLE")),
                    Map.entry("NAMESPACE", Set.of("NAMESPACE")),
                    Map.entry("UNSELECT", Set.of("UNSELECT")),
                    Map.entry("ENABLE", Set.of("ENABLE")),
                    Map.entry("MOVE", Set.of("MOVE", "UID MOVE")),
                    Map.entry("UIDPLUS", Set.of("UID EXPUNGE")),
                    Map.entry("REPLACE", Set.of("REPLACE", "UID REPLACE")),
                    Map.entry("QUOTA", Set.of("GETQUOTA", "GETQUOTAROOT", "SETQUOTA")),
                    Map.entry("METADATA", Set.of("GETMETADATA", "SETMETADATA")),
                    Map.entry("COMPRESS=DEFLATE", Set.of("COMPRESS")),
                    Map.entry("SORT", Set.of("SORT", "UID SORT")),
                    Map.entry("NOTIFY", Set.of("NOTIFY")));

    /** Words within other commands, with the command before them where others have them, too. */
    private static final Map<String, Set<String>> WORDS =
            Map.ofEntries(
                    Map.entry(
                            "CONDSTORE",
                            Set.of(
                                    "CONDSTORE",
                                    "CHANGEDSINCE",
                                    "UNCHANGEDSINCE",
                                    "MODSEQ",
                                    "HIGHESTMODSEQ")),
                    Map.entry("QRESYNC", Set.of("QRESYNC", "VANISHED")),
                    Map.entry("BINARY", Set.of("BINARY", "BINARY.PEEK", "BINARY.SIZE")),
                    Map.entry("PREVIEW", Set.of("PREVIEW")),
                    Map.entry(
                            "SAVEDATE",
                            Set.of(
                                    "SAVEDATE",
                                    "SAVEDATESUPPORTED",
                                    "SAVEDBEFORE",
                                    "SAVEDON",
                                    "SAVEDSINCE")),
                    Map.entry("OBJECTID", Set.of("EMAILID", "THREADID", "MAILBOXID")),
                    Map.entry("WITHIN", Set.of("OLDER", "YOUNGER")),
                    Map.entry("STATUS=SIZE", Set.of("STATUS SIZE", "LIST SIZE")),
                    Map.entry("APPENDLIMIT", Set.of("APPENDLIMIT")),
                    Map.entry(
                            "LIST-EXTENDED",
                            Set.of("SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "LIST RETURN")),
                    Map.entry("LIST-STATUS", Set.of("LIST STATUS")),
                    Map.entry("LIST-METADATA", Set.of("LIST METADATA")),
                    Map.entry("SPECIAL-USE", Set.of("LIST SPECIAL-USE")),
                    Map.entry("CREATE-SPECIAL-USE", Set.of("CREATE USE")),
                    Map.entry("ESEARCH", Set.of("SEARCH RETURN", "UID SEARCH RETURN")),
                    Map.entry("ESORT", Set.of("SORT RETURN", "UID SORT RETURN")),
                    Map.entry(
                            "THREAD=REFERENCES",
                            Set.of("THREAD REFERENCES", "UID THREAD REFERENCES")),
                    Map.entry(
                            "THREAD=ORDEREDSUBJECT",
                            Set.of("THREAD ORDEREDSUBJECT", "UID THREAD ORDEREDSUBJECT")),
                    Map.entry("SEARCHRES", Set.of("$", "SEARCH SAVE", "UID SEARCH SAVE")));

    /** What is there only on top of another. */
    private static final Map<String, List<String>> RESTING_ON =
            Map.of(
                    "CONDSTORE", List.of("QRESYNC"),
                    "SORT", List.of("ESORT"),
                    "ESEARCH", List.of("SEARCHRES"),
                    "METADATA", List.of("LIST-METADATA"),
                    "LIST-EXTENDED", List.of("LIST-STATUS", "LIST-METADATA"));

    private final Set<String> capabilities = new HashSet<>();

    Disabled(Collection<String> capabilities) {
        add(capabilities);
    }

    /** One that no longer holds cannot be had back within a session. */
    void add(Collection<String> more) {
        capabilities.addAll(more);
        for (String capability : more) {
            capabilities.addAll(RESTING_ON.getOrDefault(capability, List.of()));
        }
    }

    /**
     * Whether a word of CAPABILITY may be said; "APPENDLIMIT=1" and "QUOTA=RES-STORAGE" go with
     * what stands before the sign.
     */
    boolean allows(String word) {
        if (capabilities.isEmpty() || capabilities.contains(word)) {
            return capabilities.isEmpty();
        }
        int sign = word.indexOf('=');
        return sign < 0 || !capabilities.contains(word.substring(0, sign));
    }

    boolean allowsCommand(String name) {
        return capabilities.stream()
                .noneMatch(c -> COMMANDS.getOrDefault(c, Set.of()).contains(name));
    }

    /** A response code that is a capability's; empty, which is none, if that does not hold. */
    String code(String capability, String code) {
        return allows(capability) ? code : "";
    }

    /** What must not stand among the arguments of a command. */
    Set<String> words(String command) {
        if (capabilities.isEmpty() || command.equals("ENABLE")) { // which ignores what it cannot do
            return Set.of();
        }
        Set<String> words = new TreeSet<>();
        for (String capability : capabilities) {
            for (String word : WORDS.getOrDefault(capability, Set.of())) {
                int at = word.lastIndexOf(' ');
                if (at < 0 || word.substring(0, at).equals(command)) {
                    words.add(word.substring(at + 1));
                }
            }
        }
        return words;
    }
}
