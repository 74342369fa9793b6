// SPDX-License-Identifier: GPL-2.0-or-later
package org.ovirt.imageio.proxy;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequest;
import jakarta.ws.rs.core.Context;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.NullMarked;

/** What the packages promise one another; their {@code package-info.java} say why. */
@AnalyzeClasses(
        packages = ArchitectureTest.ROOT,
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "org.ovirt.imageio.proxy";

    private static final String CLUSTER = ROOT + ".cluster";
    private static final String CONFIG = ROOT + ".config";
    private static final String CONTROL = ROOT + ".control";
    private static final String DAEMON = ROOT + ".daemon";
    private static final String OPS = ROOT + ".ops";
    private static final String RELAY = ROOT + ".relay";
    private static final String REST = ROOT + ".rest";
    private static final String SESSION = ROOT + ".session";
    private static final String TICKET = ROOT + ".ticket";
    private static final String TLS = ROOT + ".tls";
    private static final String TOKEN = ROOT + ".token";
    private static final String TOOL = ROOT + ".tool";
    private static final String WEB = ROOT + ".web";

    private static final List<String> PACKAGES =
            List.of(
                    "cluster", "config", "control", "daemon", "ops", "problem", "relay", "rest",
                    "session", "ticket", "tls", "token", "tool", "web");

    /** Far below the true number, far above what a broken scan would find. */
    private static final int FEWEST_CLASSES = 90;

    @ArchTest
    static void theScanFindsAllPackages(JavaClasses classes) {
        assertThat(classes).hasSizeGreaterThan(FEWEST_CLASSES);
        assertThat(classes.getPackage(ROOT).getSubpackages())
                .extracting(JavaPackage::getRelativeName)
                .containsExactlyInAnyOrderElementsOf(PACKAGES);
        assertThat(classes).noneMatch(type -> type.getSimpleName().endsWith("Test"));
    }

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        assertThat(classes.getPackage(ROOT).getSubpackagesInTree())
                .hasSameSizeAs(PACKAGES)
                .allMatch(type -> type.isAnnotatedWith(NullMarked.class));
        assertThat(classes.getPackage(ROOT).isAnnotatedWith(NullMarked.class)).isTrue();
    }

    @ArchTest
    static final ArchRule arrowsPointOneWay =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("application")
                    .definedBy(ROOT)
                    .layer("cluster")
                    .definedBy(CLUSTER)
                    .layer("config")
                    .definedBy(CONFIG)
                    .layer("control")
                    .definedBy(CONTROL)
                    .layer("daemon")
                    .definedBy(DAEMON)
                    .layer("ops")
                    .definedBy(OPS)
                    .layer("problem")
                    .definedBy(ROOT + ".problem")
                    .layer("relay")
                    .definedBy(RELAY)
                    .layer("rest")
                    .definedBy(REST)
                    .layer("session")
                    .definedBy(SESSION)
                    .layer("ticket")
                    .definedBy(TICKET)
                    .layer("tls")
                    .definedBy(TLS)
                    .layer("token")
                    .definedBy(TOKEN)
                    .layer("tool")
                    .definedBy(TOOL)
                    .layer("web")
                    .definedBy(WEB)
                    .whereLayer("application")
                    .mayOnlyAccessLayers(
                            "cluster", "config", "control", "daemon", "ops", "relay", "session",
                            "ticket", "token", "web")
                    .whereLayer("cluster")
                    .mayOnlyAccessLayers(
                            "ops", "relay", "session", "token", "ticket", "config", "problem")
                    .whereLayer("web")
                    .mayOnlyAccessLayers(
                            "relay", "daemon", "session", "token", "ticket", "ops", "rest",
                            "config", "problem")
                    .whereLayer("control")
                    .mayOnlyAccessLayers("ticket", "ops", "rest", "config", "problem")
                    .whereLayer("ops")
                    .mayOnlyAccessLayers("config", "problem")
                    .whereLayer("relay")
                    .mayOnlyAccessLayers("daemon", "ticket", "config", "problem")
                    .whereLayer("daemon")
                    .mayOnlyAccessLayers("ticket", "config", "problem")
                    .whereLayer("session")
                    .mayOnlyAccessLayers("token", "ticket", "config", "problem")
                    .whereLayer("token")
                    .mayOnlyAccessLayers("ticket", "config", "problem")
                    .whereLayer("tool")
                    .mayOnlyAccessLayers("token", "ticket", "config", "problem")
                    .whereLayer("tool")
                    .mayNotBeAccessedByAnyLayer()
                    .whereLayer("rest")
                    .mayOnlyAccessLayers("problem")
                    .whereLayer("ticket")
                    .mayOnlyAccessLayers("problem")
                    .whereLayer("config")
                    .mayNotAccessAnyLayer()
                    .whereLayer("problem")
                    .mayNotAccessAnyLayer()
                    .whereLayer("tls")
                    .mayNotAccessAnyLayer()
                    .whereLayer("tls")
                    .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule jaxRsStaysWithTheResources =
            only(WEB, REST, CONTROL).orTheApplicationMayUse("jakarta.ws.rs..", "org.glassfish..");

    @ArchTest
    static final ArchRule servletsStayAtTheFrontDoor =
            only(WEB, RELAY, SESSION, OPS).orTheApplicationMayUse("jakarta.servlet..");

    @ArchTest
    static final ArchRule hazelcastStaysInTheCluster = only(CLUSTER).mayUse("com.hazelcast..");

    @ArchTest
    static final ArchRule xnioStaysWithTheLegs =
            only(DAEMON, RELAY).mayUse("org.xnio..", "org.jboss.xnio..");

    @ArchTest
    static final ArchRule undertowStaysInRelaySessionAndOps =
            only(RELAY, SESSION, OPS).mayUse("io.undertow..");

    @ArchTest
    static final ArchRule theServerItselfStaysInOps =
            only(OPS).mayUse("org.jboss.as..", "org.jboss.msc..", "org.wildfly..");

    @ArchTest
    static final ArchRule tlsStaysWithTheDaemonsLeg = only(DAEMON, TLS).mayUse("javax.net.ssl..");

    @ArchTest
    static final ArchRule microProfileConfigIsReadInOnePlace =
            only(CONFIG).orTheApplicationMayUse("org.eclipse.microprofile.config..");

    @ArchTest
    static final ArchRule joseAndSigningKeysStayWithTheTokens =
            only(TOKEN)
                    .mayUse("org.jose4j..", "io.smallrye.jwt..", "org.eclipse.microprofile.jwt..");

    @ArchTest static final ArchRule picocliStaysInTheTool = only(TOOL).mayUse("picocli..");

    @ArchTest
    static final ArchRule theJdksServerStaysWithTheEngine =
            only(CONTROL).mayUse("com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule jsonStaysAtTheEdges =
            only(WEB, REST, CONTROL, TOKEN, TOOL).mayUse("jakarta.json..", "org.eclipse.yasson..");

    @ArchTest
    static final ArchRule problemsUseNothingButTheJdk =
            classes()
                    .that()
                    .resideInAPackage(ROOT + ".problem")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(ROOT + ".problem", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule lengthsAreLong =
            noClasses()
                    .should()
                    .callMethodWhere(
                            target(owner(assignableTo(ServletRequest.class)))
                                    .and(target(nameMatching("getContentLength"))))
                    .because("an image may have more bytes than an int can count");

    @ArchTest
    static final ArchRule theIoThreadsNeverBlock =
            noClasses()
                    .that()
                    .resideInAnyPackage(DAEMON, RELAY, TICKET)
                    .should()
                    .accessTargetWhere(blocks())
                    .orShould()
                    .dependOnClassesThat(
                            describe(
                                    "are blocking sockets",
                                    type ->
                                            type.getPackageName().equals("java.net")
                                                    && type.getSimpleName().endsWith("Socket")))
                    .because("one relay that blocks stops all others of its thread");

    @ArchTest
    static final ArchRule onlyApplicationsKnowTheTime =
            noClasses()
                    .that()
                    .doNotHaveFullyQualifiedName(ROOT + ".ProxyApplication")
                    .and()
                    .doNotHaveFullyQualifiedName(TOOL + ".TokenTool")
                    .should()
                    .accessTargetWhere(readsAClock())
                    .because("tests set the Ticker or Clock that it hands out");

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields =
            noFields()
                    .should()
                    .beAnnotatedWith(Inject.class)
                    .orShould()
                    .beAnnotatedWith(Context.class)
                    .orShould()
                    .beAnnotatedWith("jakarta.annotation.Resource")
                    .orShould()
                    .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty");

    @ArchTest
    static final ArchRule logsGoThroughSystemLogger =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.util.logging..", "org.jboss.logging..", "org.slf4j..")
                    .orShould()
                    .accessTargetWhere(writesToTheConsole());

    @ArchTest
    static final ArchRule namesSayWhatAThingIs =
            noClasses()
                    .should()
                    .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Facade|Controller)(\\$.*)?");

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that()
                    .areStatic()
                    .should()
                    .beFinal()
                    .because("state belongs to an object that somebody made");

    @ArchTest
    static final ArchRule staticFieldsHoldNoMutableCollection =
            noFields()
                    .that()
                    .areStatic()
                    .should()
                    .haveRawType(
                            resideInAnyPackage("java.util.concurrent..")
                                    .or(assignableTo(java.util.HashMap.class))
                                    .or(assignableTo(java.util.ArrayList.class))
                                    .or(assignableTo(java.util.HashSet.class))
                                    .or(assignableTo(StringBuilder.class)));

    @ArchTest
    static final ArchRule fieldsAreNotPublic =
            noFields().that().doNotHaveModifier(JavaModifier.STATIC).should().bePublic();

    private static DescribedPredicate<JavaAccess<?>> blocks() {
        return calls(Thread.class, "sleep|join")
                .or(calls(Object.class, "wait"))
                .or(calls(Future.class, "get"))
                .or(calls(CompletableFuture.class, "get|join"))
                .or(calls(Lock.class, "lock|lockInterruptibly|tryLock"))
                .or(calls(LockSupport.class, "park.*"))
                .or(calls(Condition.class, "await.*"))
                .or(calls(CountDownLatch.class, "await"))
                .or(calls(Semaphore.class, "acquire.*"))
                .or(calls(BlockingQueue.class, "put|take"))
                .as("blocks");
    }

    private static DescribedPredicate<JavaAccess<?>> readsAClock() {
        return calls(System.class, "currentTimeMillis|nanoTime")
                .or(calls(Instant.class, "now"))
                .or(calls(LocalDateTime.class, "now"))
                .or(calls(OffsetDateTime.class, "now"))
                .or(calls(ZonedDateTime.class, "now"))
                .or(calls(Clock.class, "system.*"))
                .as("reads a clock");
    }

    private static DescribedPredicate<JavaAccess<?>> writesToTheConsole() {
        return calls(System.class, "out|err")
                .or(calls(Throwable.class, "printStackTrace"))
                .as("writes to the console");
    }

    /** Also finds method references and, as fields, {@code System.out}. */
    private static DescribedPredicate<JavaAccess<?>> calls(Class<?> type, String names) {
        return describe(
                type.getSimpleName() + "." + names,
                access ->
                        access.getTargetOwner().isAssignableTo(type)
                                && access.getTarget().getName().matches(names));
    }

    private static Holders only(String... packages) {
        return new Holders(List.of(packages));
    }

    /** The packages that a library is known in. */
    private record Holders(List<String> packages) {
        ArchRule mayUse(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackages(packages.toArray(String[]::new))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries);
        }

        ArchRule orTheApplicationMayUse(String... libraries) {
            return noClasses()
                    .that()
                    .resideOutsideOfPackages(packages.toArray(String[]::new))
                    .and()
                    .doNotHaveFullyQualifiedName(ROOT + ".ProxyApplication")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(libraries);
        }
    }
}
