// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.tool;

import java.io.InputStream;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The token tool's main command. */
@Command(
        name = TokenTool.NAME,
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = ToolVersion.class,
        description = "Makes, shows and verifies the tokens of ovirt-imageio-proxy.",
        sortOptions = false,
        usageHelpWidth = 96,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:good",
            "1:the token is not accepted (verify)",
            "2:wrong usage",
            "3:a file cannot be read, used or written, or is no token"
        })
public final class TokenTool {
    static final String NAME = "ovirt-imageio-token";

    /** Whom the proxy takes for itself if it is not configured. */
    static final String AUDIENCE = "ovirt-imageio-proxy";

    private final Clock clock;
    private final InputStream standardInput;

    /**
     * Creates the tool.
     *
     * @param clock what the time is
     * @param standardInput where a token comes from that is in no file
     */
    public TokenTool(Clock clock, InputStream standardInput) {
        this.clock = clock;
        this.standardInput = standardInput;
    }

    /** Runs the tool and ends the process. */
    public static void main(String[] args) {
        System.exit(new TokenTool(Clock.systemUTC(), System.in).commandLine().execute(args));
    }

    /** Returns the tool's commands, ready to be executed. */
    public CommandLine commandLine() {
        CommandLine make =
                new CommandLine(new MakeCommand())
                        .addSubcommand(new MakeJwtCommand(clock))
                        .addSubcommand(new MakeTicketCommand(clock));
        CommandLine tool =
                new CommandLine(this)
                        .addSubcommand(make)
                        .addSubcommand(new ShowCommand(standardInput))
                        .addSubcommand(new VerifyCommand(clock, standardInput));
        OptionTypes.register(tool);
        return tool.setExpandAtFiles(false)
                .setExecutionStrategy(TokenTool::run)
                .setParameterExceptionHandler(TokenTool::wrongUsage)
                .setExecutionExceptionHandler(TokenTool::failed);
    }

    /** A token that was not written to its end must not look as if it was. */
    private static int run(ParseResult parsed) {
        int code = new RunLast().execute(parsed);
        CommandLine tool = parsed.commandSpec().commandLine();
        if (tool.getOut().checkError()) {
            tool.getErr().println(NAME + ": standard output cannot be written");
            return ExitCode.UNUSABLE;
        }
        return code;
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println(NAME + ": " + TokenText.withoutTokens(String.valueOf(e.getMessage())));
        command.getErr()
                .printf(
                        "'%s --help' tells how it is used.%n",
                        command.getCommandSpec().qualifiedName());
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        command.getErr()
                .println(
                        e instanceof ToolException
                                ? NAME + ": " + e.getMessage()
                                : NAME + ": a defect, please report it: " + where(e));
        return ExitCode.UNUSABLE;
    }

    /** Without the message, which may have a part of a key or of a token. */
    private static String where(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        return e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
