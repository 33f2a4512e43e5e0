using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The memory in which one thread runs <see cref="ClassificationPrograms{T}"/>.</summary>
internal sealed class ClassificationReplay<T>(ClassificationPrograms<T> programs) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Program<T>, Workspace<T>> _workspaces = [];

    // Where the inner loop stands: the net's parameters and the optimizer's state, those that adapt once for each task.
    private readonly T[][] _theta = [.. programs.InputLengths.Select(static length => new T[length])];
    private readonly T[][] _state = [.. programs.InitialState.Select(static values => new T[values.Length])];

    public void Dispose()
    {
        foreach (Workspace<T> workspace in _workspaces.Values)
        {
            workspace.Dispose();
        }
    }

    /// <summary>Adapts to the tasks, and predicts after each of the given numbers of steps, ascending.</summary>
    public TaskPredictions Run(Parameters<T> metaParameters, ReadOnlySpan<FewShotTask<T>> tasks, int[] after)
    {
        T[] supportInputs = Together(tasks, static task => task.SupportInputs);
        T[] supportTargets = Together(tasks, static task => task.SupportTargets);
        T[] queryInputs = Together(tasks, static task => task.QueryInputs);
        Begin(metaParameters);
        var transductive = new int[after.Length][];
        var nonTransductive = new int[after.Length][];
        int step = 0;
        for (int place = 0; place < after.Length; place++)
        {
            for (; step < after[place]; step++)
            {
                Step(step, metaParameters, supportInputs, supportTargets);
            }

            Workspace<T> workspace = WorkspaceOf(programs.Prediction(step));
            int input = Write(workspace, 0, _theta);
            supportInputs.CopyTo(workspace.Input(input));
            queryInputs.CopyTo(workspace.Input(input + 1));
            workspace.Run();
            int classes = workspace.Program.OutputShape(0)[-1];
            transductive[place] = Greatest(workspace.Output(0), classes);
            nonTransductive[place] = Greatest(workspace.Output(1), classes);
        }

        return new(after, transductive, nonTransductive);
    }

    private void Begin(Parameters<T> metaParameters)
    {
        if (metaParameters.Count != programs.MetaParameterCount)
        {
            throw new ArgumentException(
                $"Got {metaParameters.Count} meta-parameters, expected {programs.MetaParameterCount} as at the first evaluation.", nameof(metaParameters));
        }

        for (int k = 0; k < _theta.Length; k++)
        {
            Repeat(metaParameters[k].Value, _theta[k]);
        }

        int carried = metaParameters.Count - _state.Length;
        for (int k = 0; k < _state.Length; k++)
        {
            if (programs.CarriesState)
            {
                Repeat(metaParameters[carried + k].Value, _state[k]);
            }
            else
            {
                programs.InitialState[k].CopyTo(_state[k], 0);
            }
        }
    }

    /// <summary>Copies a tensor as often as it fits: once for each task, or once for all.</summary>
    private static void Repeat(Tensor<T> tensor, Span<T> target)
    {
        int length = (int)tensor.FlattenedLength;
        for (int start = 0; start < target.Length; start += length)
        {
            Tensors.CopyTo(tensor, target.Slice(start, length));
        }
    }

    private void Step(int number, Parameters<T> metaParameters, T[] supportInputs, T[] supportTargets)
    {
        Workspace<T> workspace = WorkspaceOf(programs.Step(number));
        int input = Write(workspace, Write(workspace, 0, _theta), _state);
        for (int k = 0; k < programs.SizeCount; k++)
        {
            Tensors.CopyTo(metaParameters[_theta.Length + k].Value, workspace.Input(input++));
        }

        CopyBatch(supportInputs, number, workspace.Input(input));
        CopyBatch(supportTargets, number, workspace.Input(input + 1));
        workspace.Run();
        int output = 0;
        foreach (int parameter in programs.Adapting)
        {
            workspace.Output(output++).CopyTo(_theta[parameter]);
        }

        foreach (T[] state in _state)
        {
            workspace.Output(output++).CopyTo(state);
        }
    }

    private Workspace<T> WorkspaceOf(Program<T> program)
    {
        if (!_workspaces.TryGetValue(program, out Workspace<T>? workspace))
        {
            workspace = program.CreateWorkspace();
            _workspaces.Add(program, workspace);
        }

        return workspace;
    }

    /// <summary>Writes values into the inputs from a place on.</summary>
    /// <returns>The place behind them.</returns>
    private static int Write(Workspace<T> workspace, int input, T[][] values)
    {
        foreach (T[] of in values)
        {
            of.CopyTo(workspace.Input(input++));
        }

        return input;
    }

    private static T[] Together(ReadOnlySpan<FewShotTask<T>> tasks, Func<FewShotTask<T>, Tensor<T>> part)
    {
        int length = (int)part(tasks[0]).FlattenedLength;
        var values = new T[tasks.Length * length];
        for (int k = 0; k < tasks.Length; k++)
        {
            Tensors.CopyTo(part(tasks[k]), values.AsSpan(k * length, length));
        }

        return values;
    }

    /// <summary>Copies the examples of each task that a step sees.</summary>
    private void CopyBatch(ReadOnlySpan<T> all, int step, Span<T> target)
    {
        (int first, int count, int wrapped) = programs.Batches.At(step);
        int ofTask = all.Length / programs.Tasks;
        int perExample = ofTask / programs.SupportExamples;
        for (int k = 0; k < programs.Tasks; k++)
        {
            ReadOnlySpan<T> from = all.Slice(k * ofTask, ofTask);
            Span<T> to = target.Slice(k * (count + wrapped) * perExample, (count + wrapped) * perExample);
            from.Slice(first * perExample, count * perExample).CopyTo(to);
            from[..(wrapped * perExample)].CopyTo(to[(count * perExample)..]);
        }
    }

    /// <summary>For each row of scores the class with the greatest, the first of several; -1 if one is not finite.</summary>
    private static int[] Greatest(ReadOnlySpan<T> scores, int classes)
    {
        var greatest = new int[scores.Length / classes];
        for (int row = 0; row < greatest.Length; row++)
        {
            ReadOnlySpan<T> of = scores.Slice(row * classes, classes);
            int best = 0;
            for (int k = 0; k < classes; k++)
            {
                if (!T.IsFinite(of[k]))
                {
                    best = -1;
                    break;
                }

                best = of[k] > of[best] ? k : best;
            }

            greatest[row] = best;
        }

        return greatest;
    }
}
