/* SPDX-License-Identifier: Apache-2.0 */
package io.blazedb.integrations;

import static org.assertj.core.api.Assertions.assertThat;

import io.blazedb.jdbc.BlazeDataSource;
import io.blazedb.jdbc.BlazeDriver;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronScheduleBuilder;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.PersistJobDataAfterExecution;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.impl.jdbcjobstore.PostgreSQLDelegate;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobParameters;
import org.springframework.batch.core.JobParametersBuilder;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobLauncher;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JobRepositoryFactoryBean;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Quartz and Spring Batch, which keep in tables what they do, by their scripts for PostgreSQL. */
class SchedulersTest {
    private static final int FIRINGS = 6;
    private static final int ROWS = 250;
    private static final int CHUNK = 20;
    private static final int BAD_ROW = 130;

    private Memory database;

    @BeforeEach
    void open() throws SQLException {
        database = new Memory();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    private long count(String sql) throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Counts its runs in what Quartz keeps of it. */
    @PersistJobDataAfterExecution
    @DisallowConcurrentExecution
    public static final class Counting implements Job {
        static final Semaphore RUNS = new Semaphore(0);

        @Override
        public void execute(JobExecutionContext context) {
            int runs = context.getJobDetail().getJobDataMap().getInt("runs");
            context.getJobDetail().getJobDataMap().put("runs", runs + 1);
            RUNS.release();
        }
    }

    private Scheduler scheduler(String instance) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "cluster");
        properties.setProperty("org.quartz.scheduler.instanceId", instance);
        properties.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        properties.setProperty("org.quartz.jobStore.class", JobStoreTX.class.getName());
        properties.setProperty("org.quartz.jobStore.driverDelegateClass", PostgreSQLDelegate.class.getName());
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.dataSource", "blaze");
        properties.setProperty("org.quartz.dataSource.blaze.driver", BlazeDriver.class.getName());
        properties.setProperty("org.quartz.dataSource.blaze.URL", database.url() + "?isolation=read_committed");
        properties.setProperty("org.quartz.dataSource.blaze.user", "owner");
        properties.setProperty("org.quartz.dataSource.blaze.maxConnections", "4");
        return new StdSchedulerFactory(properties).getScheduler();
    }

    @Test
    void quartz() throws Exception {
        try (InputStream script = JobStoreTX.class.getResourceAsStream("tables_postgres.sql")) {
            assertThat(script).isNotNull();
            database.run(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
        Counting.RUNS.drainPermits();
        Scheduler one = scheduler("one");
        Scheduler two = scheduler("two");
        try {
            JobDetail job = org.quartz.JobBuilder.newJob(Counting.class)
                    .withIdentity("count", "tests")
                    .usingJobData("runs", 0)
                    .storeDurably()
                    .build();
            one.scheduleJob(
                    job,
                    TriggerBuilder.newTrigger()
                            .withIdentity("often", "tests")
                            .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                    .withIntervalInMilliseconds(20)
                                    .withRepeatCount(FIRINGS - 1))
                            .build());
            one.scheduleJob(TriggerBuilder.newTrigger()
                    .withIdentity("yearly", "tests")
                    .forJob("count", "tests")
                    .withSchedule(CronScheduleBuilder.cronSchedule("0 0 0 1 1 ? 2090"))
                    .build());
            one.start();
            two.start();
            assertThat(Counting.RUNS.tryAcquire(FIRINGS, 1, TimeUnit.MINUTES)).isTrue();
            one.standby();
            two.standby();
            assertThat(two.checkExists(JobKey.jobKey("count", "tests"))).isTrue();
            assertThat(two.getTriggersOfJob(JobKey.jobKey("count", "tests"))).isNotEmpty();
            two.pauseTrigger(TriggerKey.triggerKey("yearly", "tests"));
            assertThat(one.getTriggerState(TriggerKey.triggerKey("yearly", "tests")))
                    .isEqualTo(org.quartz.Trigger.TriggerState.PAUSED);
        } finally {
            two.shutdown(true);
            one.shutdown(true);
        }
        assertThat(count("SELECT COUNT(*) FROM qrtz_fired_triggers")).isZero();
        assertThat(count("SELECT COUNT(*) FROM qrtz_cron_triggers")).isEqualTo(1);
        Scheduler again = scheduler("three");
        try {
            assertThat(again.getJobDetail(JobKey.jobKey("count", "tests"))
                            .getJobDataMap()
                            .getInt("runs"))
                    .isEqualTo(FIRINGS);
            assertThat(again.deleteJob(JobKey.jobKey("count", "tests"))).isTrue();
        } finally {
            again.shutdown(true);
        }
        assertThat(count("SELECT COUNT(*) FROM qrtz_triggers")).isZero();
    }

    /** A job of one step that copies rows in chunks, fails in the middle, and goes on there when it is started again. */
    @Test
    void springBatch() throws Exception {
        BlazeDataSource source = new BlazeDataSource();
        source.setUrl(database.url());
        new ResourceDatabasePopulator(new ClassPathResource("org/springframework/batch/core/schema-postgresql.sql"))
                .execute(source);
        database.run(
                "CREATE TABLE source (id INTEGER PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO source SELECT i, 'row ' || i FROM generate_series(1, " + ROWS + ") AS g(i)",
                "CREATE TABLE target (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)");
        DataSourceTransactionManager transactions = new DataSourceTransactionManager(source);
        JobRepositoryFactoryBean factory = new JobRepositoryFactoryBean();
        factory.setDataSource(source);
        factory.setTransactionManager(transactions);
        factory.setDatabaseType("POSTGRES");
        factory.afterPropertiesSet();
        JobRepository repository = factory.getObject();
        TaskExecutorJobLauncher launcher = new TaskExecutorJobLauncher();
        launcher.setJobRepository(repository);
        launcher.afterPropertiesSet();
        AtomicInteger seen = new AtomicInteger();
        boolean[] failing = {true};
        org.springframework.batch.core.Job job = new JobBuilder("copy", repository)
                .start(new StepBuilder("rows", repository)
                        .<Integer, Integer>chunk(CHUNK, transactions)
                        .reader(new JdbcCursorItemReaderBuilder<Integer>()
                                .name("reader")
                                .dataSource(source)
                                .fetchSize(CHUNK)
                                .sql("SELECT id FROM source ORDER BY id")
                                .rowMapper((rows, number) -> rows.getInt(1))
                                .build())
                        .processor(id -> {
                            seen.incrementAndGet();
                            if (failing[0] && id == BAD_ROW) {
                                throw new IllegalStateException("not this one");
                            }
                            return id;
                        })
                        .writer(new JdbcBatchItemWriterBuilder<Integer>()
                                .dataSource(source)
                                .sql("INSERT INTO target SELECT id, name FROM source WHERE id = ?")
                                .itemPreparedStatementSetter((id, statement) -> statement.setInt(1, id))
                                .build())
                        .build())
                .build();
        JobParameters parameters = new JobParametersBuilder().addLong("day", 1L).toJobParameters();
        JobExecution first = launcher.run(job, parameters);
        assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
        assertThat(count("SELECT COUNT(*) FROM target")).isEqualTo((BAD_ROW - 1) / CHUNK * CHUNK);
        failing[0] = false;
        seen.set(0);
        JobExecution second = launcher.run(job, parameters);
        assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(seen.get()).isEqualTo(ROWS - (BAD_ROW - 1) / CHUNK * CHUNK);
        assertThat(count("SELECT COUNT(*) FROM target")).isEqualTo(ROWS);
        assertThat(count("SELECT COUNT(*) FROM batch_job_execution")).isEqualTo(2);
    }
}
