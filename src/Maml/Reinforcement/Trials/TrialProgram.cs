using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>What a policy with a memory makes of one step of each trial of a task, as a program: run once for each step of time, from the
/// memory before it to that after it.</summary>
/// <remarks>For one task, so that its trials are the same bits among whatever other tasks they are computed.</remarks>
internal sealed class TrialProgram<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public TrialProgram(MemoryPolicy<T> policy, TaskEnvironment environment, int trials)
    {
        using Tape<T> tape = new();
        Variables<T> parameters = new(policy.Parameters.Select(
            parameter => KeyValuePair.Create(parameter.Name, tape.Input(new T[parameter.Shape.ElementCount], parameter.Shape))));
        int size = MemoryPolicy<T>.InputSize(environment);
        Variable<T> inputs = tape.Input(new T[trials * size], [1, trials, 1, size]);
        Variable<T>[] states =
        [
            .. policy.StateShapes.Select(shape => tape.Input(new T[shape.ElementCount * trials], [1, shape[0], trials, shape[1]])),
        ];
        Variable<T>? task = policy.HasCritic ? tape.Input(new T[environment.TaskSize], [1, environment.TaskSize]) : null;
        MemoryReading<T> reading = policy.Read(parameters, inputs, task, states);
        Input = parameters.Count;
        FirstState = Input + 1;
        Task = FirstState + states.Length;
        States = states.Length;
        Program = tape.Compile(
            [.. parameters.Values, inputs, .. states, .. task is { } given ? [given] : (Variable<T>[])[]],
            [reading.Descriptions, .. reading.States, .. reading.Values is { } values ? [values] : (Variable<T>[])[]]);
    }

    /// <summary>The program. Inputs: parameters in the policy's order, what is read, the memory's arrays, the task where there is a critic.
    /// Outputs: descriptions, the memory's arrays, the critic's values.</summary>
    public Program<T> Program { get; }

    /// <summary>The number of the input that is read.</summary>
    public int Input { get; }

    /// <summary>The number of the input that is the first array of the memory.</summary>
    public int FirstState { get; }

    /// <summary>The number of the input that is the task.</summary>
    public int Task { get; }

    /// <summary>How many arrays the memory is; as outputs they stand from 1 on, and behind them the critic's values.</summary>
    public int States { get; }
}
