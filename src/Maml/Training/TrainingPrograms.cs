using System.Numerics;
using AutogradMaml.Autograd;

namespace AutogradMaml.Maml;

/// <summary>The programs of a training: one for each number of tasks, layout and phase, recorded when it is first met. The oldest goes when
/// there are too many.</summary>
internal sealed class TrainingPrograms<T>(TrainingPlan<T> plan, Action<string>? evicted)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How many are kept at the most.</summary>
    public const int MostKept = 64;

    private readonly Lock _gate = new();
    private readonly List<((int Tasks, TaskLayout Layout, int Phase) Key, Lazy<MetaProgram<T>> Program)> _programs = [];

    /// <summary>The program for some tasks.</summary>
    public MetaProgram<T> For(TaskLayout layout, TaskNumber[] tasks, int phase, long iteration, Func<Parameters<T>> meta)
    {
        Lazy<MetaProgram<T>> program;
        (int Tasks, TaskLayout Layout, int Phase) key = (tasks.Length, layout, phase);
        lock (_gate)
        {
            int place = _programs.FindIndex(entry => entry.Key.Equals(key));
            if (place < 0)
            {
                if (_programs.Count >= MostKept)
                {
                    evicted?.Invoke(
                        $"More than {MostKept} programs are needed: the one for {_programs[0].Key.Tasks} tasks of " +
                            $"{_programs[0].Key.Layout} is dropped and will be recorded anew.");
                    _programs.RemoveAt(0);
                }

                place = _programs.Count;
                _programs.Add((key, new(() => Record(layout, tasks, phase, iteration, meta()))));
            }

            program = _programs[place].Program;
        }

        return program.Value;
    }

    private MetaProgram<T> Record(TaskLayout layout, TaskNumber[] tasks, int phase, long iteration, Parameters<T> meta)
    {
        TaskBatch<T> first = Keyed(tasks, iteration);
        return new(
            plan.Learner, meta, first, Keyed(OtherTasks.Of(plan.Tasks, layout, tasks), iteration + 1), phase, plan.Products,
            keepsHosts: plan.Search is not null);
    }

    private TaskBatch<T> Keyed(TaskNumber[] tasks, long iteration)
    {
        TaskBatch<T> batch = plan.Tasks.Batch(tasks);
        for (int k = 0; k < tasks.Length; k++)
        {
            batch.SetKey(k, plan.Seed, iteration, tasks[k].Index);
        }

        return batch;
    }
}
