// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.as.server.suspend.ServerResumeContext;
import org.jboss.as.server.suspend.ServerSuspendContext;
import org.jboss.as.server.suspend.SuspendableActivity;
import org.jboss.as.server.suspend.SuspendableActivityRegistry;
import org.jboss.as.server.suspend.SuspendableActivityRegistry.SuspendPriority;
import org.jboss.msc.Service;
import org.jboss.msc.service.StartContext;
import org.jboss.msc.service.StopContext;

/** Translates what the server does into the steps of a graceful stop. */
final class StopService implements Service, SuspendableActivity {
    private static final String CONDITION = "server";

    private final Supplier<SuspendableActivityRegistry> registry;
    private final Readiness readiness;
    private final GracefulStop stop;

    StopService(
            Supplier<SuspendableActivityRegistry> registry,
            Readiness readiness,
            GracefulStop stop) {
        this.registry = registry;
        this.readiness = readiness;
        this.stop = stop;
    }

    @Override
    public void start(StartContext context) {
        // It is started again if the listener was.
        stop.resume();
        // Before others, which refuse requests in words of their own while they are suspended.
        registry.get().registerActivity(this, SuspendPriority.FIRST);
    }

    @Override
    public void stop(StopContext context) {
        registry.get().unregisterActivity(this);
        context.asynchronous();
        new Thread(() -> stop(context::complete), "imageio-stop").start();
    }

    private void stop(Runnable whenDone) {
        try {
            stop.stop();
        } finally {
            whenDone.run();
        }
    }

    @Override
    public CompletionStage<Void> prepare(ServerSuspendContext context) {
        return stop.leave();
    }

    /** Also called when this is registered at a server that is starting, or is suspended. */
    @Override
    public CompletionStage<Void> suspend(ServerSuspendContext context) {
        if (context.isStarting()) {
            readiness.require(CONDITION, "The server is starting, or is suspended.");
            return COMPLETED;
        }
        return stop.drain();
    }

    @Override
    public CompletionStage<Void> resume(ServerResumeContext context) {
        stop.resume();
        readiness.met(CONDITION);
        return COMPLETED;
    }
}
