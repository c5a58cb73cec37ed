package org.hailpost.app;

import java.nio.file.FileSystemException;
import org.hailpost.account.DirectoryUnavailableException;
import org.hailpost.account.RegistryException;
import org.hailpost.bench.PeerUnavailableException;
import org.hailpost.config.ConfigException;
import org.hailpost.message.AddressSyntaxException;
import org.hailpost.store.DataDirectoryInUseException;
import org.hailpost.store.DatabaseUnavailableException;

/**
 * How what went wrong is said: the one place that knows.
 *
 * @param ours a fault of the program, worth a stack trace
 */
record Failure(int status, String message, boolean ours) {
    static Failure of(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case UsageException usage -> new Failure(Command.USAGE, message, false);
            case ConfigException config -> new Failure(Command.USAGE, message, false);
            case AddressSyntaxException address ->
                    new Failure(Command.USAGE, "not an address: " + message, false);
            case RegistryException refused -> new Failure(Command.FAILED, advice(refused), false);
            case CommandFailedException failed -> new Failure(Command.FAILED, message, false);
            case DataDirectoryInUseException used -> new Failure(Command.FAILED, message, false);
            case DatabaseUnavailableException gone -> new Failure(Command.FAILED, message, false);
            case DirectoryUnavailableException gone -> new Failure(Command.FAILED, message, false);
            case PeerUnavailableException peer -> new Failure(Command.FAILED, message, false);
            case FileSystemException file ->
                    new Failure(Command.FAILED, "cannot use the file " + message, false);
            default -> new Failure(Command.FAILED, "a fault of Hailpost: " + e, true);
        };
    }

    private static String advice(RegistryException refused) {
        String subject = refused.subject();
        return switch (refused.reason()) {
            case NO_SUCH_DOMAIN ->
                    "no such domain: " + subject + "; add it with: hailpost domain add " + subject;
            case DOMAIN_EXISTS -> "the domain " + subject + " is here already";
            case DOMAIN_IN_USE ->
                    "the domain " + subject + " has accounts; see: hailpost account list";
            case NO_SUCH_ACCOUNT -> "no such account: " + subject + "; see: hailpost account list";
            case ADDRESS_TAKEN -> subject + " is an account or an alias already";
            case LEADS_TO_ITSELF ->
                    subject
                            + " would lead to itself, at once or by other aliases; see: hailpost alias list";
            case TOO_MANY_TARGETS ->
                    subject + " may have at most 100 targets; make aliases of them";
            case NO_SUCH_ALIAS -> "no such alias: " + subject + "; see: hailpost alias list";
        };
    }
}
