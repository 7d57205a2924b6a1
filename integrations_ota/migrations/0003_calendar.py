from accounts.tenancy.operations import ProtectTable
import accounts.tenancy.models
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_audit_by_target'),
        ('integrations_ota', '0002_open_choices'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='hook_key',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='connection',
            name='last_compared_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='last_hook_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='last_push_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='last_push_success_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='next_push_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='push_error',
            field=models.CharField(blank=True, db_default='', max_length=500),
        ),
        migrations.AddField(
            model_name='connection',
            name='push_failures',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='connection',
            name='rates',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name='connection',
            name='resend',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name='RatePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200)),
                ('currency', models.CharField(max_length=3)),
                ('created_at', models.DateTimeField()),
                ('hotel', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.hotel')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RoomType',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('hotel', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.hotel')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RoomMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remote_code', models.CharField(max_length=128)),
                ('connection', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='room_mappings', to='integrations_ota.connection')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('room_type', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mappings', to='integrations_ota.roomtype')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RoomDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('available', models.PositiveIntegerField()),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('room_type', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.roomtype')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RateMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('remote_code', models.CharField(max_length=128)),
                ('connection', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rate_mappings', to='integrations_ota.connection')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('rate_plan', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.rateplan')),
                ('room_type', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.roomtype')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='RateDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('price_minor', models.PositiveBigIntegerField(blank=True, null=True)),
                ('closed', models.BooleanField(default=False)),
                ('closed_to_arrival', models.BooleanField(default=False)),
                ('closed_to_departure', models.BooleanField(default=False)),
                ('min_stay', models.PositiveSmallIntegerField(default=1)),
                ('max_stay', models.PositiveSmallIntegerField(default=0)),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('rate_plan', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.rateplan')),
                ('room_type', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.roomtype')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='ChangedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('change', models.UUIDField()),
                ('changed_at', models.DateTimeField()),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('connection', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changed_days', to='integrations_ota.connection')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
                ('rate_plan', accounts.tenancy.models.TenantForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.rateplan')),
                ('room_type', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='integrations_ota.roomtype')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='WebhookDelivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('delivery_id', models.CharField(max_length=128)),
                ('received_at', models.DateTimeField()),
                ('connection', accounts.tenancy.models.TenantForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='integrations_ota.connection')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.organization')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddConstraint(
            model_name='rateplan',
            constraint=models.UniqueConstraint(fields=('organization', 'hotel', 'code'), name='rate_plan_once'),
        ),
        migrations.AddConstraint(
            model_name='roomtype',
            constraint=models.UniqueConstraint(fields=('organization', 'hotel', 'code'), name='room_type_once'),
        ),
        migrations.AddConstraint(
            model_name='roommapping',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'room_type'), name='room_mapping_once'),
        ),
        migrations.AddConstraint(
            model_name='roommapping',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'remote_code'), name='room_mapping_remote_once'),
        ),
        migrations.AddConstraint(
            model_name='roomday',
            constraint=models.UniqueConstraint(fields=('organization', 'room_type', 'day'), name='room_day_once'),
        ),
        migrations.AddConstraint(
            model_name='ratemapping',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'room_type', 'rate_plan'), name='rate_mapping_once'),
        ),
        migrations.AddConstraint(
            model_name='ratemapping',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'room_type', 'remote_code'), name='rate_mapping_remote_once'),
        ),
        migrations.AddConstraint(
            model_name='rateday',
            constraint=models.UniqueConstraint(fields=('organization', 'room_type', 'rate_plan', 'day'), name='rate_day_once'),
        ),
        migrations.AddIndex(
            model_name='changedday',
            index=models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['organization', 'connection', 'next_attempt_at'], name='changed_day_due'),
        ),
        migrations.AddConstraint(
            model_name='changedday',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'room_type', 'rate_plan', 'day'), name='changed_day_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='webhookdelivery',
            constraint=models.UniqueConstraint(fields=('organization', 'connection', 'delivery_id'), name='webhook_delivery_once'),
        ),
        ProtectTable("RoomType"),
        ProtectTable("RatePlan"),
        ProtectTable("RoomMapping"),
        ProtectTable("RateMapping"),
        ProtectTable("RoomDay"),
        ProtectTable("RateDay"),
        ProtectTable("ChangedDay"),
        ProtectTable("WebhookDelivery"),
    ]
