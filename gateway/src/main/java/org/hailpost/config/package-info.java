/**
 * Typed configuration: a TOML file and the environment bound to the settings records of the
 * components.
 *
 * <p>Called by {@code app} alone. A record is a table, a component of it is a key in kebab-case;
 * the defaults are an instance of the record, so they live where the component lives. Invariant:
 * nothing is corrected silently. An unknown, repeated, removed or invalid key is a {@link
 * org.hailpost.config.Problem} that names file, line, key and what would be right, and all of them
 * are reported at once. Must not know: which settings there are.
 */
@NullMarked
package org.hailpost.config;

import org.jspecify.annotations.NullMarked;
