package org.hailpost.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param place the file, or the environment variable, that the value came from
 * @param line 1-based; 0 where there are no lines
 * @param key the dotted key; empty when the text as a whole is not TOML
 * @param fault what is wrong and what would be right
 */
public record Problem(String place, int line, String key, String fault) {
    @Override
    public String toString() {
        return place
                + (line > 0 ? ":" + line : "")
                + ": "
                + (key.isEmpty() ? "" : key + ": ")
                + fault;
    }
}
