import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0004_explained_scores'),
        ('tasks', '0003_lines_that_do_not_apply'),
    ]

    operations = [
        migrations.AlterField(
            model_name='absence',
            name='task_unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='tasks.taskunit'),
        ),
    ]
