package org.hailpost.app;

import java.security.SecureRandom;
import java.util.List;
import org.apache.commons.cli.Option;
import org.hailpost.account.BearerToken;
import org.hailpost.account.Registry;
import org.hailpost.message.Address;

/** {@code hailpost account token}. */
final class AccountToken implements AdminCommand {
    private static final Option REVOKE =
            CommonOptions.flag("revoke", "make all tokens of the account void instead");

    @Override
    public String name() {
        return "account token";
    }

    @Override
    public String summary() {
        return "Give it a token in place of a password";
    }

    @Override
    public String arguments() {
        return "ADDRESS";
    }

    @Override
    public List<Option> options() {
        return List.of(CommonOptions.CONFIG, CommonOptions.DATA, REVOKE);
    }

    @Override
    public String details() {
        return """
        Prints a new token, once: only its hash is kept. It is good for terminals and the Java client
        (not for IMAP and submission) until it is revoked; an account may have several.
        Terminals that are connected stay when tokens are revoked; disabling the account ends them.
        Example: hailpost account token ann@example.org >ann.token
                 hailpost terminal --token-file ann.token --account ann@example.org --server URL
        """;
    }

    @Override
    public void run(Invocation call, Registry registry) throws Exception {
        Address address = Address.parse(call.argument(0));
        if (call.has(REVOKE)) {
            int count = registry.removeTokens(address);
            call.print("revoked %d %s".formatted(count, count == 1 ? "token" : "tokens"));
            return;
        }
        String token = BearerToken.create(new SecureRandom());
        registry.addToken(address, BearerToken.hash(token));
        call.print(token);
    }
}
