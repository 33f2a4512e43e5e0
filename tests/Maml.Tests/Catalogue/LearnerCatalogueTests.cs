using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>What every learner and every way to differentiate keeps, on every problem of its row.</summary>
public class LearnerCatalogueTests
{
    private const int Tasks = 3;

    public static TheoryData<string> All => LearnerCatalogue.Names;

    [Theory]
    [MemberData(nameof(All))]
    public void Loss_and_direction_are_those_of_the_definition(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Parameters<double> meta = at.Learner.Initialize(2);
        for (int index = 0; index < Tasks; index++)
        {
            Parameters<double> task = at.Problem.Tasks.Sample(5, index);
            (double[] losses, Parameters<double> direction) = at.Learner.Numbers(meta, task);
            (double loss, Parameters<double> defined) = at.Row.Define(at.Problem, meta, task);
            defined.RequireSameLayout(direction);
            Near.Close(loss, Assert.Single(losses), at.Row.Tolerance);
            Near.Close(Flat.Of(defined), Flat.Of(direction), at.Row.Tolerance);
            Assert.True(direction.Norm() > 1e-3, "A direction of nothing but rounding is no test.");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_task_axis_gives_what_its_tasks_give_alone(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Parameters<double> meta = at.Learner.Initialize(2);
        Parameters<double>[] tasks = [.. Enumerable.Range(0, Tasks).Select(index => at.Problem.Tasks.Sample(5, index))];
        TaskBatch<double> batch = TaskBatch<double>.Of(tasks);
        (double[] Losses, Parameters<double> Direction)[] alone =
            [.. Enumerable.Range(0, Tasks).Select(task => at.Learner.Numbers(meta, batch.Only(task)))];
        (double[] losses, Parameters<double> direction) = at.Learner.Numbers(meta, batch);
        Near.Close([.. alone.Select(static each => Assert.Single(each.Losses))], losses, 1e-12);
        Near.Close(
            Flat.Of(alone.Select(static each => each.Direction).Aggregate(static (sum, next) => sum + next)), Flat.Of(direction), 1e-12);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Replayed_and_recorded_anew_it_trains_to_the_same_bits_on_any_number_of_threads(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Trainer<double> trainer = new(at.Plan);
        TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
        Assert.NotEqual(Flat.Of(trainer.Start().MetaParameters), Flat.Of(whole.MetaParameters));
        Same.Bits(whole, trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false }));
        Same.Bits(whole, trainer.Run(trainer.Start(), new() { Threads = 2 }));
        Same.Bits(whole, trainer.Run(trainer.Start(), new() { Threads = 4 }));
        Same.Bits(whole, trainer.Run(trainer.Start(), new() { Threads = 4, Replay = false }));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Stopped_saved_loaded_and_resumed_it_ends_in_the_same_bits(string name)
    {
        using TemporaryFolder folder = new();
        LearnerCase at = LearnerCatalogue.Named(name);
        Trainer<double> trainer = new(at.Plan);
        TrainingState<double> whole = trainer.Run(trainer.Start(), new() { Threads = 1 });
        using CancellationTokenSource source = new();
        TrainingOptions stopping = new()
        {
            Threads = 2,
            CheckpointPath = folder["state"],
            ReportEvery = 1,
            Report = progress =>
            {
                if (progress.Iteration == 2)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Equal(2, trainer.Run(trainer.Start(), stopping, source.Token).Iteration);

        // By another learner and trainer of the same plan, as in another process.
        Trainer<double> other = new(new LearnerCase(at.Row, at.Problem).Plan);
        Same.Bits(whole, other.Run(other.Resume(folder["state"]), new() { Threads = 1 }));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void After_each_step_the_evaluators_tell_what_the_saved_loaded_and_adapted_learner_predicts(string name)
    {
        using TemporaryFolder folder = new();
        LearnerCase at = LearnerCatalogue.Named(name);
        Trainer<double> trainer = new(at.Plan with { Iterations = 2 });
        TrainingState<double> end = trainer.Run(trainer.Start(), new() { CheckpointPath = folder["state"] });
        using Evaluator<double> evaluator = new(at.Learner);
        AdaptationCurve curve = evaluator.Evaluate(end.MetaParameters, at.Problem.Tasks, 9, Tasks, new() { Threads = 1 });
        AdaptationCurve onFour = evaluator.Evaluate(end.MetaParameters, at.Problem.Tasks, 9, Tasks, new() { Threads = 4 });
        Assert.Equal(Enumerable.Range(0, at.Steps + 1), curve.Steps);
        Assert.Equal(curve.Losses, onFour.Losses);

        Parameters<double> loaded = at.Learner.Load(TrainingCheckpoint<double>.Read(folder["state"]).MetaParameters);
        using ClassificationEvaluator<double>? accuracies = at.Problem.IsClassification ? new(at.Learner) : null;
        ClassificationResult? result = accuracies?.Evaluate(end.MetaParameters, at.Problem.Tasks, 9, Tasks);
        for (int index = 0; index < Tasks; index++)
        {
            Parameters<double> task = at.Problem.Tasks.Sample(9, index);
            for (int steps = 0; steps <= at.Steps; steps++)
            {
                AdaptedLearner<double> adapted = at.Learner.Adapt(loaded, task, steps);
                Tensor<double> together = adapted.Predict(task.QueryInputs, together: true);
                using Tape<double> tape = new();
                if (at.Row.LossIsNotOfPredictions(at.Problem) is null)
                {
                    Near.Close(
                        at.Problem.Loss(tape.Input(together), tape.Input(task.QueryTargets)).Scalar, curve.Losses[steps][index], 1e-12);
                }
                else if (steps == at.Steps)
                {
                    // Predictions don't tell it: it is held against that of the task alone.
                    Near.Close(Assert.Single(at.Learner.Numbers(loaded, task).Losses), curve.Losses[steps][index], 1e-12);
                }

                if (result is not null)
                {
                    Assert.Equal(Accuracy(together, task), result.Transductive.Accuracies[steps][index]);
                    Assert.Equal(Accuracy(adapted.Predict(task.QueryInputs), task), result.NonTransductive.Accuracies[steps][index]);
                }
            }
        }

        AdaptedLearner<double> last = at.Learner.Adapt(loaded, at.Problem.Tasks.Sample(9, 0));
        Assert.Equal(at.Steps, last.Steps);
        last.Save(folder["adapted"], at.Learner.Description);
        Same.Bits(last.Adapted, SafeTensors.Read<double>(folder["adapted"]).Parameters);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_exact_is_certified_and_what_is_not_is_called_what_it_is_or_refused_with_the_reason(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Parameters<double> meta = at.Learner.Initialize(2);
        TaskBatch<double> tasks = at.Problem.Tasks.Batch(5, 0, 2);
        if (at.Row.Certificate is not { } kind)
        {
            string message = Assert.Throws<ArgumentException>(() => MetaGradientCertificate.Issue(at.Learner, meta, tasks)).Message;
            Assert.Contains(
                $"The way '{at.Learner.GradientIn(0).Name}' of '{at.Learner.Name}' has no exact counterpart", message,
                StringComparison.Ordinal);
            return;
        }

        MetaGradientCertificate certificate = MetaGradientCertificate.Issue(at.Learner, meta, tasks);
        Assert.True(certificate.Kind == kind, certificate.ToString());
        Assert.True(certificate.Check.Passed, certificate.ToString());

        // What is assigned has no gradient that differences could confirm.
        Assert.Equal(
            meta.Names.Where(static entry => !entry.StartsWith("statistics.", StringComparison.Ordinal)),
            certificate.Layers.Select(static layer => layer.Name));
        Assert.All(certificate.Layers, layer => Assert.True(layer.Confirmed, certificate.ToString()));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Meta_parameters_of_another_learner_are_refused_with_what_is_there_and_what_was_expected(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Trainer<double> trainer = new(at.Plan);
        TrainingState<double> start = trainer.Start();
        (string first, Tensor<double> tensor) = start.MetaParameters[0];
        Shape shape = Tensors.ShapeOf(tensor);
        Shape longer = shape.With(0, shape[0] + 1);
        Parameters<double> task = at.Problem.Tasks.Sample(1, 0);
        using Evaluator<double> evaluator = new(at.Learner);
        (Parameters<double> Meta, string[] Fragments)[] wrong =
        [
            (Changed("nobody", tensor), [$"'{first}' {shape} is missing", "'nobody' is not expected"]),
            (Changed(first, Tensors.Wrap(new double[longer.ElementCount], longer)), [$"'{first}' has shape {longer}, expected {shape}"]),
            (new(start.MetaParameters.Skip(1)), [$"'{first}' {shape} is missing"]),
        ];
        foreach ((Parameters<double> meta, string[] fragments) in wrong)
        {
            RequireRefused(fragments, () => at.Learner.Load(meta));
            RequireRefused(fragments, () => at.Learner.Adapt(meta, task));
            RequireRefused(fragments, () => evaluator.Evaluate(meta, at.Problem.Tasks, 9, 2));
            RequireRefused(fragments, () => trainer.Run(start with { MetaParameters = meta }));
        }

        Parameters<double> Changed(string called, Tensor<double> values)
            => new(start.MetaParameters.Select((entry, k) => k == 0 ? KeyValuePair.Create(called, values) : entry));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Tasks_that_do_not_fit_are_refused_with_one_message_by_whoever_meets_them(string name)
    {
        LearnerCase at = LearnerCatalogue.Named(name);
        Parameters<double> meta = at.Learner.Initialize(2);
        foreach (BadTask bad in at.Problem.Bad.Where(
            bad => bad.Missing is null or EpisodeNames.QueryTargets || at.Learner.Adaptation.TakesSteps))
        {
            ChangedTasks<double> tasks = new(at.Problem.Tasks, 1, bad.Change);
            Trainer<double> trainer = new(at.Plan with { Tasks = tasks });
            using Evaluator<double> evaluator = new(at.Learner);
            RequireRefused(bad.Fragments, () => evaluator.Evaluate(meta, tasks, 9, 2, new() { Threads = 2 }));
            RequireRefused(bad.Fragments, () => trainer.Run(trainer.Start(), new() { Threads = 2 }));
            RequireRefused(bad.Fragments, () => trainer.Run(trainer.Start(), new() { Threads = 1, Replay = false }));

            // A task by itself has no number, and its query set only judges.
            if (at.Learner.Adaptation.TakesSteps && !bad.IsOfADistribution && bad.Missing != EpisodeNames.QueryTargets)
            {
                RequireRefused(bad.Fragments, () => at.Learner.Adapt(meta, bad.Change(at.Problem.Tasks.Sample(9, 1))));
            }
        }
    }

    private static void RequireRefused(string[] fragments, Action action)
    {
        Exception? refusal = Record.Exception(action);
        Assert.True(
            refusal is ArgumentException or KeyNotFoundException,
            $"Expected a refusal with '{fragments[0]}', got {refusal?.ToString() ?? "none"}.");
        Assert.All(fragments, fragment => Assert.Contains(fragment, refusal!.Message, StringComparison.Ordinal));
    }

    private static double Accuracy(Tensor<double> scores, Parameters<double> task)
    {
        using Tape<double> tape = new();
        return tape.Input(scores).ArgMax([-1]).EqualTo(tape.Input(task.QueryTargets)).Sum().Scalar / task.QueryTargets.FlattenedLength;
    }
}
