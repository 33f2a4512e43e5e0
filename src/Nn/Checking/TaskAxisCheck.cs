using System.Numerics;
using System.Numerics.Tensors;
using AutogradMaml.Autograd;

namespace AutogradMaml.Nn;

/// <summary>Looks for the module of a net that computes something else of a task on the task axis than of the task alone.</summary>
/// <remarks>Each task gets parameters of its own, apart enough that a mixture shows in the first digits: at the start of an inner loop they
/// are all the same, and then a mixture shows in nothing but the steps. The modules of chains and residual blocks are looked at one by one,
/// any other module as a whole. Cost: some passes of a few tasks.</remarks>
/// <typeparam name="T">The element type.</typeparam>
public sealed class TaskAxisCheck<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RandomStream _random = new(0, "task axis check");
    private readonly int _tasks;

    private TaskAxisCheck(int tasks) => _tasks = tasks;

    /// <summary>The first module that mixes the tasks, innermost first; null if none does.</summary>
    /// <param name="module">The net.</param>
    /// <param name="parameters">Its parameters, without task axes.</param>
    /// <param name="adapts">Which of them each task has of its own, by name.</param>
    /// <param name="inputs">[tasks, examples, ...].</param>
    /// <param name="pass">The pass.</param>
    public static TaskAxisFault? Find(Module<T> module, Parameters<T> parameters, Func<string, bool> adapts, Tensor<T> inputs, Pass<T> pass)
    {
        // Not every parameter may be moved far: a matrix that is to be factorized, for instance. Not moved at all it is what the training
        // computes.
        foreach (double size in (ReadOnlySpan<double>)[0.5, 0.05, 0.005])
        {
            try
            {
                return Find(module, parameters, adapts, inputs, pass, size);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or ArithmeticException)
            {
                continue;
            }
        }

        return Find(module, parameters, adapts, inputs, pass, 0);
    }

    private static TaskAxisFault? Find(
        Module<T> module, Parameters<T> parameters, Func<string, bool> adapts, Tensor<T> inputs, Pass<T> pass, double size)
    {
        using Tape<T> tape = new();
        TaskAxisCheck<T> check = new((int)inputs.Lengths[0]);
        var ofTasks = new Variable<T>[parameters.Count];
        for (int k = 0; k < ofTasks.Length; k++)
        {
            ofTasks[k] = adapts(parameters[k].Key) ? check.OfEachTask(tape, parameters[k].Value, module.Parameters[k].Shape, size)
                : tape.Input(parameters[k].Value).Reshape(module.Parameters[k].Shape);
        }

        return check.Walk(string.Empty, module, ofTasks, tape.Input(inputs), pass).Fault;
    }

    private Variable<T> OfEachTask(Tape<T> tape, Tensor<T> tensor, Shape shape, double size)
    {
        T[] values = Tensors.ToArray(tensor);
        var all = new T[_tasks * values.Length];
        for (int k = 0; k < all.Length; k++)
        {
            T value = values[k % values.Length];
            T moved = T.CreateChecked(size * _random.NextUniform(-1, 1));
            all[k] = value == T.Zero ? moved : value * (T.One + moved);
        }

        return tape.Input(all, shape.Prepend(_tasks));
    }

    private (Variable<T> Output, TaskAxisFault? Fault) Walk(
        string path, Module<T> module, ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        if (module is Sequential<T> chain)
        {
            Variable<T> value = input;
            TaskAxisFault? fault = null;
            for (int k = 0; k < chain.Count && fault is null; k++)
            {
                string name = chain.Names[k];
                int count = chain[k].Parameters.Count;
                (value, fault) = Walk(Join(path, name), chain[k], parameters[..count], value, pass.Under(name));
                parameters = parameters[count..];
            }

            return (value, fault);
        }

        if (module is Residual<T> residual)
        {
            int count = residual.Block.Parameters.Count;
            TaskAxisFault? Inside(string name, Module<T> part, ReadOnlySpan<Variable<T>> own)
                => Walk(Join(path, name), part, own, input, pass.Under(name)).Fault;
            TaskAxisFault? inside = Inside(Residual<T>.BlockName, residual.Block, parameters[..count])
                ?? (residual.Projection is { } projection ? Inside(Residual<T>.ProjectionName, projection, parameters[count..]) : null);
            if (inside is not null)
            {
                return (input, inside);
            }
        }

        Variable<T> output = module.Compute(parameters, input, pass);
        return (output, Compare(path, module, parameters, input, output, pass));
    }

    private TaskAxisFault? Compare(
        string path, Module<T> module, ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Variable<T> output, Pass<T> pass)
    {
        // The first and the last: what is matched with the examples is wrong for one of them.
        for (int task = 0; task < _tasks; task += Math.Max(1, _tasks - 1))
        {
            Variable<T>[] own = new Variable<T>[parameters.Length];
            for (int k = 0; k < own.Length; k++)
            {
                own[k] = parameters[k].Shape.Rank > module.Parameters[k].Shape.Rank ? parameters[k].At(0, task) : parameters[k];
            }

            Variable<T> alone = module.Compute(own, input.At(0, task), pass);
            double largest = Agreement.Largest(alone.Values);
            double distance = output.Shape == alone.Shape.Prepend(_tasks)
                ? Agreement.Distance(output.At(0, task).Values, alone.Values)
                : double.PositiveInfinity;
            if (distance > Agreement.Allowed<T>(largest)
                && distance > Agreement.Allowed<T>(
                    largest, Agreement.Distance(Moved(module, own, input.At(0, task), pass).Values, alone.Values)))
            {
                string type = module is Activation<T> activation ? $"activation '{activation.Name}'" : module.GetType().Name.Split('`')[0];
                return new(path, type, input.Shape, distance, largest);
            }
        }

        return null;
    }

    /// <summary>The output where parameters and input are moved by some roundings.</summary>
    private Variable<T> Moved(Module<T> module, ReadOnlySpan<Variable<T>> parameters, Variable<T> input, Pass<T> pass)
    {
        Variable<T> Move(Variable<T> value) => value.Tape.Input(
            Agreement.Moved(value.Values, () => _random.NextUniform(-1, 1)), value.Shape);
        Variable<T>[] moved = [.. parameters.ToArray().Select(Move)];
        return module.Compute(moved, Move(input), pass);
    }

    private static string Join(string path, string name) => path.Length > 0 ? $"{path}.{name}" : name;
}
