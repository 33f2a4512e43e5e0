using System.Globalization;
using AutogradMaml.Maml;
using AutogradMaml.Nn;

namespace AutogradMaml.Examples.Federated;

/// <summary>How a federation learns: all that a client must know to compute what is asked of it.</summary>
internal sealed record LearningSettings
{
    /// <summary>What a client computes.</summary>
    public required Method Method { get; init; }

    /// <summary>The numbers of one input.</summary>
    public required int Features { get; init; }

    /// <summary>The number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>The number of local steps, in a round and in a test.</summary>
    public required int Steps { get; init; }

    /// <summary>How far a local step goes.</summary>
    public required double StepSize { get; init; }

    /// <summary>How many of the client's training examples a local step of a round sees.</summary>
    public required int Batch { get; init; }

    /// <summary>How many of the client's training examples judge the adapted parameters of a round.</summary>
    public required int Queries { get; init; }

    /// <summary>The seed of initial parameters and of the examples of each round.</summary>
    public required ulong Seed { get; init; }

    /// <summary>How many numbers the parameters are: [classes, features] weights and [classes] biases.</summary>
    public int Parameters => checked((Classes * Features) + Classes);

    /// <summary>The arrays of a round: the examples of all local steps, one after the other, and those that judge.</summary>
    public TaskLayout Layout => new(
        (EpisodeNames.SupportInputs, [Steps * Batch, Features]),
        (EpisodeNames.SupportTargets, [Steps * Batch]),
        (EpisodeNames.QueryInputs, [Queries, Features]),
        (EpisodeNames.QueryTargets, [Queries]));

    /// <summary>Everything that the learned parameters depend on, in words.</summary>
    public string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"{MethodNames.Of(Method)}; features {Features}; classes {Classes}; steps {Steps} of {StepSize:R}; batch {Batch}; " +
            $"queries {Queries}; seed {Seed}");

    /// <summary>Logistic regression, softmax(W x + b), from W = 0 and b = 0.</summary>
    public Linear<float> Net() => new(
        Features, Classes, weightInitializer: Initializers.Constant<float>(0), biasInitializer: Initializers.Constant<float>(0));

    /// <summary>What a client computes in a round.</summary>
    public Learner<float> Learner()
    {
        NetAdaptation<float> adaptation = new(Net(), Loss.CrossEntropy, StepSizes<float>.Constant(StepSize), batch: Batch);
        return Method switch
        {
            // theta_0 - theta_K: the server subtracts the mean and has the mean of the adapted parameters.
            Method.FedAvg => new(MethodNames.Of(Method), adaptation, new Displacement<float>(Steps)),
            Method.Maml => new Maml<float>(adaptation, Steps),
            Method.Fomaml => new FirstOrderMaml<float>(adaptation, Steps),
            _ => throw new ArgumentOutOfRangeException(nameof(Method), Method, "No such method."),
        };
    }

    /// <summary>How parameters adapt in a test, for all methods alike: local steps that see all training examples.</summary>
    public JudgedAdaptation TestAdaptation() => new(Net(), StepSizes<float>.Constant(StepSize));
}
