// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ovirt.imageio.proxy.ticket.DaemonUri;
import org.ovirt.imageio.proxy.ticket.Operation;
import org.ovirt.imageio.proxy.ticket.TicketId;
import org.ovirt.imageio.proxy.token.Grant;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every token that is made allows. */
final class GrantOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--ticket",
            paramLabel = "UUID",
            required = true,
            description = "The ticket on the daemon.")
    private TicketId ticket;

    @Option(
            names = "--daemon",
            paramLabel = "URL",
            required = true,
            description = "Where the daemon is, such as https://host.example:54322.")
    private String daemon;

    @Option(
            names = "--transfer-id",
            paramLabel = "ID",
            description = "The name of the transfer in logs.")
    private Optional<String> transferId;

    @Option(
            names = "--lifetime",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long from now on it is valid (default: ${DEFAULT-VALUE}).")
    private Duration lifetime;

    /** Returns what the token allows, from now on. */
    Grant grant(
            Instant now, Set<Operation> operations, OptionalLong size, Optional<String> filename) {
        if (lifetime.isZero()) {
            throw new ParameterException(command.commandLine(), "--lifetime must be at least 1");
        }
        return new Grant(
                ticket, image(), operations, size, transferId, filename, now.plus(lifetime));
    }

    private DaemonUri image() {
        String path = "/images/" + ticket.value();
        String reason = "expected https://host:port and no more";
        try {
            DaemonUri image = DaemonUri.parse(daemon + path);
            if (image.path().equals(path) && daemon.endsWith(":" + image.port())) {
                return image;
            }
        } catch (IllegalArgumentException e) {
            reason = "it " + e.getMessage() + ", as in https://host:port";
        }
        throw new ParameterException(
                command.commandLine(), "--daemon %s: %s".formatted(daemon, reason));
    }
}
