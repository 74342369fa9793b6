// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.testing.server;

import java.io.IOException;
import org.jboss.as.controller.client.ModelControllerClient;
import org.jboss.as.controller.client.ModelControllerClientConfiguration;
import org.jboss.dmr.ModelNode;

/** Operations of a running server, as {@code jboss-cli.sh} calls them. */
public final class Management {
    private static final String DEPLOYMENT = "ROOT.war";

    /** A machine with more to do than it has processors answers late. */
    private static final int CONNECT_LIMIT_MILLIS = 60_000;

    private final int port;

    Management(int port) {
        this.port = port;
    }

    /** Suspends it and waits so many seconds for what runs; -1 is without a limit. */
    public void suspend(int seconds) throws IOException {
        ModelNode operation = operation("suspend");
        operation.get("suspend-timeout").set(seconds);
        execute(operation);
    }

    /** Has it go on. */
    public void resume() throws IOException {
        execute(operation("resume"));
    }

    /** Takes the proxy away, which stays in the server's content. */
    public void undeploy() throws IOException {
        execute(onDeployment("undeploy"));
    }

    /** Brings the proxy back. */
    public void deploy() throws IOException {
        execute(onDeployment("deploy"));
    }

    /** Has it log everything, but where its configuration says something of its own. */
    public void logEverything() throws IOException {
        logFrom("TRACE");
    }

    /** Has it log what it logs by default. */
    public void logAsUsual() throws IOException {
        logFrom("INFO");
    }

    private void logFrom(String level) throws IOException {
        ModelNode operation = operation("write-attribute");
        operation.get("address").add("subsystem", "logging").add("root-logger", "ROOT");
        operation.get("name").set("level");
        operation.get("value").set(level);
        execute(operation);
    }

    private static ModelNode onDeployment(String name) {
        ModelNode operation = operation(name);
        operation.get("address").add("deployment", DEPLOYMENT);
        return operation;
    }

    private static ModelNode operation(String name) {
        ModelNode operation = new ModelNode();
        operation.get("operation").set(name);
        operation.get("address").setEmptyList();
        return operation;
    }

    private void execute(ModelNode operation) throws IOException {
        ModelControllerClientConfiguration server =
                new ModelControllerClientConfiguration.Builder()
                        .setHostName("localhost")
                        .setPort(port)
                        .setConnectionTimeout(CONNECT_LIMIT_MILLIS)
                        .build();
        try (ModelControllerClient client = ModelControllerClient.Factory.create(server)) {
            ModelNode result = client.execute(operation);
            if (!result.get("outcome").asString().equals("success")) {
                throw new IOException(operation + " failed: " + result);
            }
        }
    }
}
