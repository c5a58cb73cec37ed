package org.hailpost.bridge.frame;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * How much of an account a session sees: all of it, or one thread (a guest). On the wire {@code
 * account} or {@code thread:T9}.
 */
public sealed interface Scope {
    Scope ACCOUNT = new WholeAccount();

    /** Whether something of this thread, or of none, may be seen. */
    boolean covers(@Nullable String thread);

    @JsonValue
    String wire();

    @JsonCreator
    static Scope parse(String wire) {
        return wire.equals("account")
                ? ACCOUNT
                : new OneThread(wire.startsWith("thread:") ? wire.substring(7) : "");
    }

    /** Everything. */
    record WholeAccount() implements Scope {
        @Override
        public boolean covers(@Nullable String thread) {
            return true;
        }

        @Override
        public String wire() {
            return "account";
        }
    }

    /** One thread and no more. */
    record OneThread(String id) implements Scope {
        public OneThread {
            Check.id(id, 'T', "scope");
        }

        @Override
        public boolean covers(@Nullable String thread) {
            return id.equals(thread);
        }

        @Override
        public String wire() {
            return "thread:" + id;
        }
    }
}
