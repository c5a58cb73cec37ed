package org.hailpost.app;

import java.util.List;

/** All commands, in the order in which {@code help} lists them. */
final class Commands {
    static final List<Command> ALL =
            List.of(
                    new DemoCommand(),
                    new ServeCommand(),
                    new TerminalCommand(),
                    new CheckConfig(),
                    new DomainAdd(),
                    new DomainDns(),
                    new DomainList(),
                    new DomainMailbox(),
                    new DomainRemove(),
                    new AccountAdd(),
                    new AccountList(),
                    new AccountPassword(),
                    new AccountSet(),
                    new AccountMailbox(),
                    new AccountForward(),
                    new AccountToken(),
                    new AccountDisable(),
                    new AccountEnable(),
                    new AccountRemove(),
                    new AliasAdd(),
                    new AliasList(),
                    new AliasRemove(),
                    new QuotaShow(),
                    new QuotaSet(),
                    new QuotaRecount(),
                    new QueueList(),
                    new QueueShow(),
                    new QueueRetry(),
                    new QueueHold(),
                    new QueueRelease(),
                    new QueueDrop(),
                    new MappingCommand(),
                    new BenchCommand(),
                    new TestCommand(),
                    new Version(),
                    new Help());

    private Commands() {}
}
