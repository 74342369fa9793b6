// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy.ops;

import io.undertow.servlet.ServletExtension;
import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;

/** Tells the application what the server calls it; found by the {@code ServiceLoader}. */
public final class OpsExtension implements ServletExtension {
    /** The attribute of the context that has the name. */
    static final String DEPLOYMENT = OpsExtension.class.getName() + ".deployment";

    @Override
    public void handleDeployment(DeploymentInfo deployment, ServletContext context) {
        context.setAttribute(DEPLOYMENT, deployment.getDeploymentName());
    }
}
