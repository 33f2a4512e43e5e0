using System.Numerics.Tensors;
using AutogradMaml.Autograd;
using AutogradMaml.Maml.Tests.Support;
using AutogradMaml.Nn;
using AutogradMaml.Testing;

namespace AutogradMaml.Maml.Tests.Methods;

/// <summary>The last layer that starts from prototypes.</summary>
public class ProtoMamlTests
{
    private const int Ways = 3;
    private const int Features = 4;

    private static readonly Sequential<double> Embedding =
        new(new Linear<double>(2, 5), Activations.Tanh<double>(), new Linear<double>(5, Features));

    private static readonly ProtoMaml<double> Learner = new(Embedding, Ways, Features, steps: 2, StepSizes<double>.Constant(0.2));

    [Fact]
    public void Before_the_first_step_the_probabilities_are_those_of_a_prototypical_network_and_after_it_not()
    {
        PrototypicalNetwork<double> prototypes = new(Embedding, Ways);
        Parameters<double> meta = Learner.Initialize(3);
        Parameters<double> task = Task([0, 1, 2, 2]);
        double[] expected = Probabilities(prototypes.Adapt(meta, task).Predict(task.QueryInputs));
        Near.Close(expected, Probabilities(Learner.Adapt(meta, task, steps: 0).Predict(task.QueryInputs)), 1e-13);
        double[] after = Probabilities(Learner.Adapt(meta, task, steps: 1).Predict(task.QueryInputs));
        Assert.True(TensorPrimitives.Distance<double>(expected, after) > 1e-3);
    }

    [Fact]
    public void A_class_without_support_examples_is_never_told_and_takes_part_in_no_derivative()
    {
        Parameters<double> meta = Learner.Initialize(3);
        Parameters<double> task = Task([0, 2, 0, 2]);
        double[] scores = Tensors.ToArray(Learner.Adapt(meta, task).Predict(task.QueryInputs));
        for (int k = 0; k < scores.Length; k++)
        {
            Assert.Equal(k % Ways == 1, double.IsNegativeInfinity(scores[k]));
            Assert.False(double.IsNaN(scores[k]));
        }

        // The same as two classes, 0 and 1, of a net for two.
        ProtoMaml<double> two = new(Embedding, 2, Features, steps: 2, StepSizes<double>.Constant(0.2));
        (double[] losses, Parameters<double> direction) = Learner.Numbers(meta, task);
        (double[] expected, Parameters<double> defined) = two.Numbers(meta, Task([0, 1, 0, 1]));
        Near.Close(expected, losses, 1e-13);
        Near.Close(Flat.Of(defined), Flat.Of(direction), 1e-12);
    }

    [Fact]
    public void Sizes_are_learned_for_net_and_last_layer_and_an_embedding_of_another_length_is_refused()
    {
        ProtoMaml<double> learned = new(Embedding, Ways, Features, steps: 2, StepSizes<double>.Learned(0.2, steps: 2));
        Parameters<double> meta = learned.Initialize(3);
        Assert.Equal(
            [
                "step_size.net.0.weight", "step_size.net.0.bias", "step_size.net.2.weight", "step_size.net.2.bias", "step_size.head.weight",
                "step_size.head.bias",
            ],
            meta.Names.Where(static name => name.StartsWith("step_size", StringComparison.Ordinal)));
        Parameters<double> direction = learned.Numbers(meta, Task([0, 1, 2, 1])).Direction;
        Assert.All(
            direction.Where(static entry => entry.Key.StartsWith("step_size", StringComparison.Ordinal)),
            static entry => Assert.All(Tensors.ToArray(entry.Value), static value => Assert.NotEqual(0, value)));

        ProtoMaml<double> other = new(Embedding, Ways, Features + 1, steps: 1, StepSizes<double>.Constant(0.2));
        Assert.Contains(
            "expected [tasks, examples, 5]",
            Assert.Throws<ArgumentException>(() => other.Adapt(Learner.Initialize(3), Task([0, 1, 2, 1]))).Message,
            StringComparison.Ordinal);
    }

    private static double[] Probabilities(Tensor<double> scores)
    {
        using Tape<double> tape = new();
        return tape.Input(scores).Softmax().ToArray();
    }

    // The queries are of the first and the last class of the support set.
    private static Parameters<double> Task(double[] labels)
    {
        RandomStream random = new(5, "features", 0);
        Tensor<double> Features(int count)
            => Tensors.Wrap([.. Enumerable.Range(0, count * 2).Select(_ => random.NextNormal())], [count, 2]);
        return FewShotTask.Of(
            Features(labels.Length),
            Tensors.Wrap([.. labels], [labels.Length]),
            Features(4),
            Tensors.Wrap([labels[0], labels[^1], labels[0], labels[^1]], [4]));
    }
}
