using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Evaluation;

/// <summary>What was trained in one way is evaluated in another, as long as the parts fit.</summary>
public class OtherThanTrainedTests
{
    private static readonly RandomTasks<double> Tasks = new(5, 6, 2, 2);

    private static readonly Module<double> Net = Nets.Tanh<double>(2, 2);

    [Fact]
    public void With_another_batch_and_another_objective()
    {
        Parameters<double> meta = Trained(new Maml<double>(Net, Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.1)));
        static Variable<double> Huber(Variable<double> p, Variable<double> t, int axes) => Loss.Huber(p, t, 0.3, axes);
        using Evaluator<double> evaluator = new(new NetAdaptation<double>(Net, Huber, StepSizes<double>.Constant(0.2), batch: 2), steps: 3);
        AdaptationCurve curve = evaluator.Evaluate(meta, Tasks, 9, 2);
        Assert.Equal([0, 1, 2, 3], curve.Steps);
        for (int index = 0; index < 2; index++)
        {
            // By hand: two of five examples a step, going round.
            using Tape<double> tape = new();
            Parameters<double> task = Tasks.Sample(9, index);
            Variables<double> theta = meta.Under("net").On(tape);
            Variable<double> x = tape.Input(task.SupportInputs);
            Variable<double> y = tape.Input(task.SupportTargets);
            for (int step = 0; step <= 3; step++)
            {
                Near.Close(
                    Huber(Net.Forward(theta, tape.Input(task.QueryInputs)), tape.Input(task.QueryTargets), 0).Scalar,
                    curve.Losses[step][index], 1e-12);
                int[] seen = [2 * step % 5, ((2 * step) + 1) % 5];
                Variable<double> Some(Variable<double> all)
                    => Variable.Concatenate<double>([all.Slice(0, seen[0], 1), all.Slice(0, seen[1], 1)], 0);
                theta -= 0.2 * tape.Gradient(Huber(Net.Forward(theta, Some(x)), Some(y), 0), theta);
            }
        }
    }

    [Fact]
    public void Pre_trained_and_then_a_new_head_that_alone_adapts()
    {
        Parameters<double> meta = Trained(new JointTraining<double>(Net, Loss.MeanSquaredError));
        Parameters<double> fresh = new Maml<double>(Net, Loss.MeanSquaredError, 1, StepSizes<double>.Constant(0.1)).Initialize(77);
        Parameters<double> headed = new(meta.Select(
            entry => entry.Key.StartsWith("net.4.", StringComparison.Ordinal) ? KeyValuePair.Create(entry.Key, fresh[entry.Key]) : entry));
        Maml<double> head = new(
            new NetAdaptation<double>(Net, Loss.MeanSquaredError, StepSizes<double>.Constant(0.1), adapts: Selection.Only("4")), steps: 3);
        using Evaluator<double> evaluator = new(head);
        AdaptationCurve curve = evaluator.Evaluate(headed, Tasks, 9, 4);
        Parameters<double> adapted = head.Adapt(headed, Tasks.Sample(9, 0)).Adapted;
        Assert.Equal(["net.4.weight", "net.4.bias"], adapted.Names);
        Assert.NotEqual(Tensors.ToArray(fresh["net.4.weight"]), Tensors.ToArray(adapted["net.4.weight"]));
        Assert.NotEqual(curve.Losses[0], curve.Losses[3]);
    }

    [Fact]
    public void A_learner_without_steps_reports_after_0_alone_and_refuses_more()
    {
        JointTraining<double> learner = new(Net, Loss.MeanSquaredError);
        using Evaluator<double> evaluator = new(learner);
        Assert.Equal([0], evaluator.Steps);
        Assert.Equal([0], evaluator.Evaluate(learner.Initialize(1), Tasks, 9, 3).Steps);
        Assert.Contains(
            "takes no inner steps, so it is evaluated after 0 of them, got 3",
            Assert.Throws<ArgumentException>(() => new Evaluator<double>(learner.Adaptation, 3)).Message, StringComparison.Ordinal);
        using ClassificationEvaluator<double> classes = new(new JointTraining<double>(Nets.Tanh<double>(4, 3), Loss.CrossEntropy));
        Assert.Equal([0], classes.Steps);
    }

    [Fact]
    public void A_single_query_has_the_non_transductive_number_alone()
    {
        Maml<double> learner = new(BatchNormNet.Of<double>(4, 3), Loss.CrossEntropy, 1, StepSizes<double>.Constant(0.1));
        Parameters<double> meta = learner.Initialize(1);
        RandomTasks<double> one = new(6, 1, 4, 3, classes: true);

        // A batch of one is refused by the layers in the query loss of a training; here none is made.
        using ClassificationEvaluator<double> evaluator = new(learner);
        ClassificationResult result = evaluator.Evaluate(meta, one, 9, 20);
        Assert.All(
            result.Transductive.Accuracies,
            static accuracies => Assert.All(accuracies, static accuracy => Assert.True(double.IsNaN(accuracy))));
        Assert.All(
            result.NonTransductive.Accuracies,
            static accuracies => Assert.All(accuracies, static accuracy => Assert.Contains(accuracy, (double[])[0, 1])));
        Assert.True(double.IsNaN(result.Transductive.After(1).Mean));
        Assert.InRange(result.NonTransductive.After(1).Mean, 0, 1);
        Assert.Empty(evaluator.Predict(meta, one.Sample(9, 0)).Transductive[1]);

        using ClassificationEvaluator<double> two = new(learner);
        Assert.DoesNotContain(
            double.NaN, two.Evaluate(meta, new RandomTasks<double>(6, 2, 4, 3, classes: true), 9, 5).Transductive.Accuracies[1]);
    }

    private static Parameters<double> Trained(Learner<double> learner)
    {
        Trainer<double> trainer = new(Plans.Of(learner, iterations: 2));
        return trainer.Run(trainer.Start()).MetaParameters;
    }
}
