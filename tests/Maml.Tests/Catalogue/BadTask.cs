using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml.Tests.Catalogue;

/// <summary>A task that must be refused.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Change">Makes it of a good one.</param>
/// <param name="Fragments">What the one message must contain: what was got and what was expected.</param>
internal sealed record BadTask(string What, Func<Parameters<double>, Parameters<double>> Change, params string[] Fragments)
{
    /// <summary>The array that is missing, where that is what is wrong: who does not ask for it has nothing to refuse.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether the message names the task by its number, which a task by itself has not.</summary>
    public bool IsOfADistribution { get; init; }

    /// <summary>A task that lacks an array.</summary>
    public static BadTask Without(string name)
        => new BadTask(
            $"no {name}", task => new(task.Where(entry => entry.Key != name)),
            $"The tasks have no array '{name}'; they have: ") with
        { Missing = name };
}

internal static class ChangedTensors
{
    /// <summary>Named tensors, each changed by a function of name and tensor.</summary>
    public static Parameters<double> Map(this Parameters<double> task, Func<string, Tensor<double>, Tensor<double>> change)
        => new(task.Select(entry => KeyValuePair.Create(entry.Key, change(entry.Key, entry.Value))));
}
